package org.foedus.link.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HubAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "hub.example.org:8443",
                "localhost:1",
                "10.0.0.1:65535",
                "[::1]:8443",
                "[2001:db8::5]:443",
                "4you.example:80"
            })
    void whatIsReadIsPrintedAlike(String text) {
        assertThat(HubAddress.parse(text)).hasToString(text);
        assertThat(HubAddress.parse(text).base()).hasToString("https://" + text);
        assertThat(HubAddress.parse(text).base().getHost()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "https://hub.example.org:8443/, hub.example.org:8443",
        "HTTPS://Hub.Example.org, hub.example.org:443",
        "https://[::1], [::1]:443",
        "münchen.example:8443, xn--mnchen-3ya.example:8443",
        "例え.example:1, xn--r8jz45g.example:1",
    })
    void whatABrowserShowsIsReadToo(String text, String address) {
        assertThat(HubAddress.parse(text)).hasToString(address);
    }

    @ParameterizedTest
    @CsvSource({
        "ai_hub.example:1, underscore",
        "straße.example:1, xn--",
        "http://hub:1, https://",
        "https://hub/x, path",
    })
    void theCureIsNamed(String text, String cure) {
        var failure = catchThrowableOfType(FoedusException.class, () -> HubAddress.parse(text));
        assertThat(failure.reason()).contains(cure);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "hub",
                "hub:",
                "hub:0",
                "hub:65536",
                "hub:+1",
                "hub:08",
                ":8443",
                "a_b:1",
                "-a:1",
                "a..b:1",
                "1.2:1",
                "1.2.3.400:1",
                "::1:8443",
                "[::1]",
                "[::g]:1",
                "[fe80::1%eth0]:1",
                "[127.0.0.1]:1",
                "[]:1",
                "hub\u0000:1",
                "straße.example:1",
                "http://hub.example.org:8443",
                "https://hub.example.org/pages",
                "https://[::1",
                "user@hub:1"
            })
    void whatIsNoAddressIsRefused(String text) {
        var failure = catchThrowableOfType(FoedusException.class, () -> HubAddress.parse(text));
        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_FORMAT);
    }
}
