package org.foedus.link.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import org.foedus.core.error.ErrorCode;
import org.foedus.link.address.HubAddress;
import org.junit.jupiter.api.Test;

final class UnreachableTest {
    private static final HubAddress HUB = HubAddress.parse("hub.example.org:8443");
    private static final Request POST = Request.of("POST", "/x", new Body.Empty());

    @Test
    void anUnknownHostIsToldFromARefusal() {
        var failure = new ConnectException();
        failure.initCause(new UnresolvedAddressException());
        var unknown = new Unreachable(HUB, null).of(POST, new IOException("wrapped", failure));

        assertThat(unknown.code()).isEqualTo(ErrorCode.HUB_UNREACHABLE);
        assertThat(unknown).hasMessageContaining("hub.example.org is unknown");
        var proxied = new Unreachable(HUB, HubAddress.parse("proxy:3128")).of(POST, failure);
        assertThat(proxied).hasMessageContaining("the proxy proxy is unknown");
    }

    @Test
    void aFirewallThatSwallowsConnectionsIsNamed() {
        var failure = new HttpConnectTimeoutException("HTTP connect timed out");
        assertThat(new Unreachable(HUB, null).of(POST, failure))
                .hasMessageContaining("did not answer in time")
                .hasMessageContaining("firewall");
    }

    @Test
    void whatPeersWriteIsShownInPlainAscii() {
        assertThat(Unreachable.printable("a\u001b[31m\u202e" + "b".repeat(300)))
                .startsWith("a?[31m?b")
                .hasSize(200);
    }
}
