package org.foedus.cli.supply;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.keys.FileFailure;
import org.foedus.protocol.json.Json;
import tools.jackson.databind.JsonNode;

/// A file of advisories in OSV's schema: one of them, a list, an answer of its API, or a zip of one
/// a file, as databases hand out whole. One at a time is in memory.
public final class Advisories {
    public static final int MAX_ADVISORY_BYTES = 8 << 20;
    public static final int MAX_FILE_BYTES = 64 << 20;
    public static final int MAX_COUNT = 500_000;
    public static final long MAX_TOTAL_BYTES = 4L << 30;

    private static final int ZIP_MAGIC = 'P' << 8 | 'K';

    private final String file;
    private final Consumer<Advisory> consumer;
    private int count;
    private long total;

    private Advisories(String file, Consumer<Advisory> consumer) {
        this.file = file;
        this.consumer = consumer;
    }

    /// Hands each to `consumer` and returns how many there were.
    public static int read(Path file, Consumer<Advisory> consumer) {
        var reading = new Advisories(file.toString(), consumer);
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            in.mark(2);
            boolean zip = (in.read() << 8 | in.read()) == ZIP_MAGIC;
            in.reset();
            if (zip) {
                reading.zip(new ZipInputStream(in));
            } else {
                reading.document(file.toString(), in, MAX_FILE_BYTES);
            }
        } catch (java.nio.file.NoSuchFileException e) {
            throw new FoedusException(ErrorCode.NOT_FOUND, "there is no file " + file, e);
        } catch (IOException e) {
            throw FileFailure.of("read " + file, e);
        }
        if (reading.count == 0) {
            throw new FoedusException(
                    ErrorCode.BAD_FORMAT, file + ": expected advisories in the schema of OSV");
        }
        return reading.count;
    }

    private void zip(ZipInputStream zip) throws IOException {
        int entries = 0;
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (++entries > MAX_COUNT) {
                throw tooLarge("expected at most " + MAX_COUNT + " files");
            }
            if (entry.getName().endsWith(".json")) {
                document(file + ": " + entry.getName(), zip, MAX_ADVISORY_BYTES);
            }
        }
    }

    private void document(String what, InputStream in, int max) throws IOException {
        var bytes = BoundedFiles.read(what, in, max);
        total += bytes.length;
        if (total > MAX_TOTAL_BYTES) {
            throw tooLarge("expected at most " + MAX_TOTAL_BYTES + " bytes in all");
        }
        JsonNode json;
        try {
            json = Json.tree(bytes);
        } catch (FoedusException e) {
            throw new FoedusException(e.code(), what + ": " + e.getMessage(), e);
        }
        if (json.isArray()) {
            json.forEach(this::advisory);
        } else if (json.path("vulns").isArray()) {
            json.path("vulns").forEach(this::advisory);
        } else {
            advisory(json);
        }
    }

    private void advisory(JsonNode json) {
        if (!json.path("id").isString()) {
            throw new FoedusException(
                    ErrorCode.BAD_FORMAT, file + ": expected advisories in the schema of OSV");
        }
        if (++count > MAX_COUNT) {
            throw tooLarge("expected at most " + MAX_COUNT + " advisories");
        }
        consumer.accept(Advisory.of(json));
    }

    private FoedusException tooLarge(String why) {
        return new FoedusException(ErrorCode.TOO_LARGE, file + ": " + why);
    }
}
