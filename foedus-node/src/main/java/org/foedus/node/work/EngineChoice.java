package org.foedus.node.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.engine.Engine;
import org.foedus.node.home.NodeSettings;
import org.foedus.protocol.model.Architecture;
import org.foedus.protocol.model.Architectures;

/// Chooses among the engines of this machine. Nothing native is loaded before the first choice.
public final class EngineChoice {
    private static final String TORCH = "torch";
    private static final String PLAIN = "plain";

    private final List<Engine> engines;
    private final List<Architecture> known;

    private EngineChoice(List<Engine> engines, List<Architecture> known) {
        this.engines = List.copyOf(engines);
        this.known = List.copyOf(known);
    }

    /// These engines, the first that fits, and the architectures that have a name here.
    public static EngineChoice of(List<Engine> engines, List<Architecture> known) {
        return new EngineChoice(engines, known);
    }

    /// A chosen engine.
    ///
    /// @param why in words, for the log: why this one and no other
    public record Chosen(Engine engine, String why) {}

    /// The engines that the owner lets be used, the fastest first.
    public static EngineChoice of(NodeSettings.EngineWish wish) {
        return of(wish, ServiceLoader.load(Engine.class).stream().map(p -> p.get()).toList());
    }

    static EngineChoice of(NodeSettings.EngineWish wish, List<Engine> found) {
        var names =
                switch (wish) {
                    case AUTO -> List.of(TORCH, PLAIN);
                    case TORCH -> List.of(TORCH);
                    case PLAIN -> List.of(PLAIN);
                };
        var ordered = new ArrayList<Engine>();
        for (var name : names) {
            found.stream().filter(e -> e.name().equals(name)).forEach(ordered::add);
        }
        return new EngineChoice(ordered, Architectures.all());
    }

    /// The architecture of that name, if it has one here.
    public Optional<Architecture> known(String name) {
        return known.stream().filter(a -> a.name().equals(name)).findFirst();
    }

    /// The architecture of that name.
    Architecture architecture(String name) {
        return known(name)
                .orElseThrow(() ->
                        new FoedusException(
                                ErrorCode.ENGINE_UNAVAILABLE, "no architecture " + name));
    }

    /// What could be trained here, as far as can be told without loading anything.
    public SortedSet<String> architectures() {
        var all = new TreeSet<String>();
        engines.forEach(e -> all.addAll(e.architectures()));
        return all;
    }

    /// The first engine that runs here and knows `architecture`.
    ///
    /// @throws FoedusException `ENGINE_UNAVAILABLE`, saying why each is not
    public Chosen choose(String architecture) {
        var passed = new ArrayList<String>();
        for (var engine : engines) {
            var why = unfit(engine, architecture);
            if (why.isEmpty()) {
                passed.addFirst(engine.name() + " on " + engine.device());
                return new Chosen(engine, String.join("; ", passed));
            }
            passed.add(engine.name() + " " + why.get());
        }
        throw new FoedusException(
                ErrorCode.ENGINE_UNAVAILABLE,
                "no engine here trains "
                        + architecture
                        + (passed.isEmpty() ? "" : ": " + String.join("; ", passed)));
    }

    private static Optional<String> unfit(Engine engine, String architecture) {
        if (!engine.architectures().contains(architecture)) {
            return Optional.of("does not know " + architecture);
        }
        return engine.unavailable().map(why -> "unavailable: " + why);
    }
}
