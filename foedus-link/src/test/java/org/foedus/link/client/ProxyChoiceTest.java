package org.foedus.link.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.address.HubAddress;
import org.junit.jupiter.api.Test;

final class ProxyChoiceTest {
    private static final HubAddress HUB = HubAddress.parse("hub.example.org:8443");
    private static final HubAddress PROXY = HubAddress.parse("proxy:3128");
    private static final Map<String, String> NONE = Map.of();

    @Test
    void anExplicitProxyCountsBeforeTheJvmsAndThatBeforeTheEnvironments() {
        var properties = Map.of("https.proxyHost", "jvm", "https.proxyPort", "1");
        var environment = Map.of("https_proxy", "http://env:2/");

        assertThat(ProxyChoice.of(HUB, "http://proxy:3128", properties, environment))
                .hasValue(PROXY);
        assertThat(ProxyChoice.of(HUB, "direct", properties, environment)).isEmpty();
        assertThat(ProxyChoice.of(HUB, null, properties, environment))
                .hasValue(HubAddress.parse("jvm:1"));
        assertThat(ProxyChoice.of(HUB, null, NONE, environment))
                .hasValue(HubAddress.parse("env:2"));
        assertThat(ProxyChoice.of(HUB, null, NONE, NONE)).isEmpty();
    }

    @Test
    void hostsThatAreExceptedAndTheMachineItselfAreReachedDirectly() {
        for (var excepted :
                new String[] {"x, example.org", ".example.org", "*", "hub.example.org"}) {
            var environment = Map.of("HTTPS_PROXY", "proxy:3128", "NO_PROXY", excepted);
            assertThat(ProxyChoice.of(HUB, null, NONE, environment)).isEmpty();
        }
        var environment = Map.of("HTTPS_PROXY", "proxy:3128", "NO_PROXY", "ample.org");
        assertThat(ProxyChoice.of(HUB, null, NONE, environment)).hasValue(PROXY);
        assertThat(ProxyChoice.of(HubAddress.parse("127.0.0.1:1"), null, NONE, environment))
                .isEmpty();
        var properties = Map.of("https.proxyHost", "jvm", "http.nonProxyHosts", "a|*.example.org");
        assertThat(ProxyChoice.of(HUB, null, properties, environment)).isEmpty();
    }

    @Test
    void rangesOfAddressesAreExcepted() {
        var direct =
                Map.of(
                        "10.1.2.3:8443", "192.168.0.0/16, 10.0.0.0/8",
                        "[fd00::7]:8443", "fd00::/8",
                        "10.1.2.4:8443", "10.1.2.4",
                        "10.1.2.5:8443", "10.1.2.5/32",
                        "[2001:db8::1]:1", "::/0");
        direct.forEach((hub, excepted) -> {
            var environment = Map.of("HTTPS_PROXY", "proxy:3128", "NO_PROXY", excepted);
            assertThat(ProxyChoice.of(HubAddress.parse(hub), null, NONE, environment))
                    .as(hub)
                    .isEmpty();
        });
        var environment =
                Map.of(
                        "HTTPS_PROXY",
                        "proxy:3128",
                        "NO_PROXY",
                        "10.0.0.0/8,::/0,/,1/,10.0.0.0/99,x/8,192.168.1.0/24");
        for (var hub : new String[] {"11.0.0.1:1", "192.168.2.1:1", "hub.example.org:1"}) {
            assertThat(ProxyChoice.of(HubAddress.parse(hub), null, NONE, environment))
                    .as(hub)
                    .hasValue(PROXY);
        }
    }

    @Test
    void aProxyThatSpeaksTlsIsRefusedWithTheCure() {
        var failure =
                catchThrowableOfType(
                        FoedusException.class,
                        () -> ProxyChoice.of(HUB, "https://proxy:3128", NONE, NONE));
        assertThat(failure.reason()).contains("http://host:port");
    }

    @Test
    void aProxyWithAPasswordIsRefusedWithoutRepeatingIt() {
        var failure =
                catchThrowableOfType(
                        FoedusException.class,
                        () -> ProxyChoice.of(HUB, "http://me:geheim@proxy:3128", NONE, NONE));
        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(failure.reason()).doesNotContain("geheim");
    }
}
