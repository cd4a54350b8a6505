package org.foedus.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestLogTest {
    private final Logger logger = Logger.getLogger("org.foedus.hub.http");
    private final List<LogRecord> said = new ArrayList<>();
    private Instant now = Instant.parse("2027-01-01T00:00:00Z");
    private final RequestLog log = new RequestLog(() -> now);
    private final Handler listener =
            new Handler() {
                @Override
                public void publish(LogRecord line) {
                    said.add(line);
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @BeforeEach
    void listen() {
        logger.addHandler(listener);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(listener);
    }

    @Test
    void aFullDiskIsSaidAFewTimesAMinuteHoweverManyAsk() {
        for (int i = 0; i < 1000; i++) {
            log.failed("/api/v1/uploads", new FoedusException(ErrorCode.DISK_FULL, "no room"));
        }
        log.failed("/api/v1/claims", new FoedusException(ErrorCode.IO_FAILED, "no file"));
        assertThat(said).hasSize(RequestLog.LINES + 1).allMatch(l -> l.getThrown() == null);
        assertThat(said.getFirst().getMessage())
                .isEqualTo("request.failed path=/api/v1/uploads DISK_FULL: no room");
        now = now.plusSeconds(60);
        log.failed("/api/v1/uploads", new FoedusException(ErrorCode.DISK_FULL, "no room"));
        assertThat(said).hasSize(RequestLog.LINES + 2);
    }

    @Test
    void whoFindsADefectDoesNotFillTheLogWithTraces() {
        for (int i = 0; i < 1000; i++) {
            log.broken("/x/" + i, new IllegalStateException("broken"));
        }
        assertThat(said).hasSize(RequestLog.LINES).allMatch(l -> l.getThrown() != null);
        now = now.plusSeconds(60);
        log.broken("/x", new OutOfMemoryError("heap"));
        assertThat(said.getLast().getThrown()).isNull();
        assertThat(log.rates().getLast().refused()).isEqualTo(1000 - RequestLog.LINES);
    }

    @Test
    void whatACallerSentIsOneLineAndShort() {
        log.bad("1.2.3.4", "GET /\r\n\u202e\u0000" + "a".repeat(9999), 400, "\"quoted\"");
        var line = said.getFirst().getMessage();
        assertThat(line).doesNotContain("\n", "\r", "\u202e", "\0").hasSizeLessThan(300);
        assertThat(line).startsWith("request.bad from=1.2.3.4 status=400 what=\"GET /????aaa");
        assertThat(line).endsWith("why=\"'quoted'\"");
    }
}
