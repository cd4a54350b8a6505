package org.foedus.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.protocol.api.Api;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a sender is told of JSON that can't be read. A fuzzer found answers that named our classes.
class JsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "1",
                "{",
                "nul",
                "{}",
                "{\"size\":\"x\",\"line\":\"\"}",
                "{\"size\":1e400,\"line\":\"\"}",
                "{\"size\":99999999999999999999,\"line\":\"\"}",
                "{\"size\":1,\"line\":[]}",
                "{\"size\":1,\"line\":true}",
                "{\"size\":1,\"line\":null}",
                "{\"size\":1,\"line\":\"\",\"more\":1}",
                "{\"size\":1,\"size\":1,\"line\":\"\"}",
                "{\"size\":1,\"line\":\"\"} {}"
            })
    void whatCannotBeReadIsToldWithoutTheNamesOfPackages(String json) {
        assertThatThrownBy(() ->
                        Json.read(json.getBytes(StandardCharsets.UTF_8), Api.Cosignature.class))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_FORMAT))
                .message()
                .doesNotContainPattern("[a-z]\\.[a-z]+\\.|\\$|java\\.");
    }
}
