package org.foedus.core.alliance;

import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Bytes of text that a state holds: each string and byte array that can be reached from it, once.
final class Weight {
    private static final int BYTES_A_CHAR = 2;

    private final IdentityHashMap<Object, Boolean> seen = new IdentityHashMap<>();
    private long bytes;

    private Weight() {}

    static long of(Object state) throws IllegalAccessException {
        var weight = new Weight();
        weight.add(state);
        return weight.bytes;
    }

    private void add(@Nullable Object value) throws IllegalAccessException {
        if (value == null || seen.put(value, true) != null) {
            return;
        }
        switch (value) {
            case String text -> bytes += (long) BYTES_A_CHAR * text.length();
            case byte[] array -> bytes += array.length;
            case Optional<?> optional -> add(optional.orElse(null));
            case Map<?, ?> map -> {
                for (var entry : map.entrySet()) {
                    add(entry.getKey());
                    add(entry.getValue());
                }
            }
            case Collection<?> all -> {
                for (var one : all) {
                    add(one);
                }
            }
            case Object other when other.getClass().getName().startsWith("org.foedus") ->
                    fields(other);
            default -> {
                // numbers, times, enums of the JDK
            }
        }
    }

    private void fields(Object value) throws IllegalAccessException {
        for (var field : value.getClass().getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                add(field.get(value));
            }
        }
    }
}
