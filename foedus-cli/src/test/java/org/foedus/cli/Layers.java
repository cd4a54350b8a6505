package org.foedus.cli;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which module may use which, and what is forbidden to whom. A module is named by its package
/// below `org.foedus`.
final class Layers {
    private static final String ROOT = "org.foedus.";

    /// What each module may use of ours, itself left out.
    private static final Map<String, Set<String>> ALLOWED = allowed();

    /// Types that would tie the core to a clock, chance, a disk, a network, a thread or a format.
    private static final List<String> IMPURE_TYPES =
            List.of(
                    "java.io.File*",
                    "java.io.RandomAccessFile",
                    "java.lang.Process*",
                    "java.lang.Runtime",
                    "java.lang.Thread*",
                    "java.net.",
                    "java.nio.channels.",
                    "java.nio.file.",
                    "java.sql.",
                    "java.util.Random",
                    "java.util.Timer*",
                    "java.util.concurrent.Executor*",
                    "java.util.concurrent.ForkJoin*",
                    "java.util.concurrent.ThreadLocalRandom",
                    "java.util.concurrent.CompletableFuture",
                    "java.util.random.RandomGeneratorFactory",
                    "java.util.logging.",
                    "javax.net.",
                    "javax.sql.",
                    "org.slf4j.",
                    "tools.jackson.");

    private static final Set<String> IMPURE_CALLS =
            Set.of(
                    "java.lang.Math.random",
                    "java.lang.System.currentTimeMillis",
                    "java.lang.System.getLogger",
                    "java.lang.System.getProperty",
                    "java.lang.System.getenv",
                    "java.lang.System.nanoTime",
                    "java.security.SecureRandom.<init>",
                    "java.security.SecureRandom.getInstance",
                    "java.security.SecureRandom.getInstanceStrong",
                    "java.time.Clock.system",
                    "java.time.Clock.systemDefaultZone",
                    "java.time.Clock.systemUTC",
                    "java.time.Instant.now",
                    "java.time.InstantSource.system",
                    "java.time.LocalDate.now",
                    "java.time.LocalDateTime.now",
                    "java.time.OffsetDateTime.now",
                    "java.time.ZonedDateTime.now",
                    "java.util.UUID.randomUUID");

    private static final List<String> FORBIDDEN_EVERYWHERE =
            List.of(
                    "java.io.ObjectInputStream",
                    "java.io.ObjectOutputStream",
                    "com.google.common.",
                    "io.netty.");

    private Layers() {}

    private static Map<String, Set<String>> allowed() {
        var map = new TreeMap<String, Set<String>>();
        map.put("kernels", Set.of());
        map.put("core", Set.of("kernels"));
        map.put("protocol", Set.of("core", "kernels"));
        map.put("engine", Set.of("protocol", "core", "kernels"));
        map.put("engine.plain", Set.of("engine", "protocol", "core", "kernels"));
        map.put("engine.torch", Set.of("engine", "protocol", "core", "kernels"));
        map.put("cel", Set.of("core", "kernels"));
        map.put("link", Set.of("protocol", "core", "kernels"));
        map.put("audit", Set.of("protocol", "core", "kernels"));
        map.put("store", Set.of("core", "kernels"));
        map.put("portal", Set.of("protocol", "core", "kernels"));
        map.put("hub", Set.of("portal", "store", "link", "protocol", "core", "kernels"));
        map.put("node", Set.of("cel", "engine", "portal", "link", "protocol", "core", "kernels"));
        map.put(
                "sim",
                Set.of("hub", "node", "store", "link", "engine", "protocol", "core", "kernels"));
        map.put(
                "cli",
                Set.of(
                        "sim",
                        "node",
                        "hub",
                        "audit",
                        "portal",
                        "store",
                        "link",
                        "cel",
                        "engine",
                        "engine.plain",
                        "protocol",
                        "core",
                        "kernels"));
        return map;
    }

    static boolean mayUse(String from, String to) {
        return from.equals(to) || ALLOWED.getOrDefault(from, Set.of()).contains(to);
    }

    /// One line for each broken rule, sorted.
    static Set<String> brokenRules(JavaClasses classes) {
        var broken = new TreeSet<String>();
        for (var type : classes) {
            var module = moduleOf(type.getName());
            if (module.isEmpty()) {
                broken.add(type.getName() + " lies in no known module");
                continue;
            }
            for (var used : usedBy(type)) {
                judge(type, module, used, broken);
            }
            if (module.equals("core")) {
                broken.addAll(impurities(type));
            }
        }
        return broken;
    }

    /// The library of conditions hands out lists of a kind that nobody else may see.
    private static void judge(JavaClass type, String module, String used, Set<String> broken) {
        if (used.startsWith(ROOT) && !mayUse(module, moduleOf(used))) {
            broken.add(type.getName() + " (" + module + ") uses " + used);
        }
        if (used.startsWith("org.bytedeco.") && !module.equals("engine.torch")) {
            broken.add(type.getName() + " uses the native engine: " + used);
        }
        if (used.startsWith("dev.cel.") && !module.equals("cel")) {
            broken.add(type.getName() + " uses the language of conditions: " + used);
        }
        boolean handedOut =
                module.equals("cel") && used.startsWith("com.google.common.collect.Immutable");
        if (matches(used, FORBIDDEN_EVERYWHERE) && !handedOut) {
            broken.add(type.getName() + " uses what nobody may: " + used);
        }
    }

    /// What makes this class depend on more than its arguments; one line each, as `A uses B`.
    static List<String> impurities(JavaClass type) {
        var found = new ArrayList<String>();
        for (var used : usedBy(type)) {
            if (matches(used, IMPURE_TYPES)) {
                found.add(type.getName() + " uses " + used);
            }
        }
        for (JavaAccess<?> access : type.getAccessesFromSelf()) {
            var call = access.getTargetOwner().getName() + "." + access.getTarget().getName();
            if (IMPURE_CALLS.contains(call)) {
                found.add(type.getName() + " uses " + call + "()");
            }
        }
        return found;
    }

    private static Set<String> usedBy(JavaClass type) {
        var used = new TreeSet<String>();
        for (var dependency : type.getDirectDependenciesFromSelf()) {
            used.add(dependency.getTargetClass().getBaseComponentType().getName());
        }
        return used;
    }

    /// A name that ends in a dot is a package, one that ends in a star a family of types.
    private static boolean matches(String type, List<String> names) {
        for (var name : names) {
            var prefix = name.endsWith("*") ? name.substring(0, name.length() - 1) : name;
            var family = name.endsWith(".") || name.endsWith("*");
            if (family ? type.startsWith(prefix) : type.equals(name)) {
                return true;
            }
        }
        return false;
    }

    /// The module with the longest matching name, empty where there is none.
    private static String moduleOf(String type) {
        var below = type.startsWith(ROOT) ? type.substring(ROOT.length()) : "";
        return ALLOWED.keySet().stream()
                .filter(module -> below.startsWith(module + "."))
                .max(Comparator.comparingInt(String::length))
                .orElse("");
    }
}
