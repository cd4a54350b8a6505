package org.foedus.protocol.form;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.foedus.core.communique.Communique;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// A communiqué as a member writes it; see `docs/how-to/publish-news.md`.
public final class CommuniqueForm {
    private static final String LANGUAGE = "en";
    private static final int MAX_ID = 200;

    private CommuniqueForm() {}

    /// What a member publishes.
    public record Draft(
            CommuniqueId id,
            String language,
            SortedMap<String, Communique.Text> texts,
            Communique.Voice voice,
            Optional<Communique.About> about,
            Communique.Audience audience) {
        public Draft {
            texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
        }
    }

    /// Reads a communiqué; `BAD_REQUEST` with everything that is wrong.
    public static Draft read(String fileName, byte[] yaml) {
        var draft = Yaml.read(fileName, yaml, ErrorCode.BAD_REQUEST, CommuniqueForm::draft);
        try {
            Communique.check(draft.language(), draft.texts());
        } catch (FoedusException e) {
            throw new FoedusException(e.code(), fileName + ": " + e.reason(), e);
        }
        return draft;
    }

    private static Supplier<Draft> draft(Form form) {
        var id = form.name("id").as(CommuniqueId::new).required();
        var language = form.name("language").or(LANGUAGE);
        var voice = form.choice("voice", Communique.Voice.class).or(Communique.Voice.MEMBER);
        var audience =
                form.choice("audience", Communique.Audience.class).or(Communique.Audience.PUBLIC);
        var about = about(form);
        var texts = form.named("texts", Communique.MAX_LANGUAGES, CommuniqueForm::text);
        return () ->
                new Draft(
                        id.get(),
                        language.get(),
                        texts.get(),
                        voice.get(),
                        about.get(),
                        audience.get());
    }

    private static Supplier<Optional<Communique.About>> about(Form form) {
        if (!form.has("about")) {
            return Optional::empty;
        }
        var section = form.section("about");
        var kind = section.choice("kind", Communique.About.Kind.class).required();
        var id = section.text("id", MAX_ID).required();
        return () -> Optional.of(new Communique.About(kind.get(), id.get()));
    }

    private static Supplier<Communique.Text> text(Form form) {
        var title = form.text("title", Communique.MAX_TITLE).required();
        var body = form.text("body", Communique.MAX_BODY).required();
        return () -> new Communique.Text(title.get(), body.get());
    }
}
