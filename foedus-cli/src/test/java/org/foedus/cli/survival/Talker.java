package org.foedus.cli.survival;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.foedus.cli.alliance.Access;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.Signer;
import org.foedus.hub.HubHome;
import org.foedus.link.hub.HubClient;

/// A member that says something all the time, and remembers what the hub acknowledged.
final class Talker implements AutoCloseable {
    private final List<Sha256> acknowledged = new ArrayList<>();
    private final Thread thread;
    private final HubClient hub;
    private final Signer key;
    private volatile boolean closed;

    Talker(RealAlliance alliance) {
        var home = HubHome.open(alliance.hubFolder);
        key = alliance.node("br").organisationKey();
        hub = HubClient.of(Access.target(home), java.time.InstantSource.system());
        thread = Thread.ofVirtual().start(this::talk);
    }

    private void talk() {
        boolean signedIn = false;
        for (int i = 0; !closed; i++) {
            var secret = Bytes.utf8("secret " + i).sha256();
            try {
                if (!signedIn) {
                    hub.signIn(key);
                    signedIn = true;
                }
                hub.submit(
                        h ->
                                new Claim.Invite(
                                        h,
                                        secret,
                                        Instant.parse("2099-01-01T00:00:00Z"),
                                        Optional.empty(),
                                        MemberClass.OBSERVER),
                        List.of());
                synchronized (acknowledged) {
                    acknowledged.add(secret);
                }
                TimeUnit.MILLISECONDS.sleep(300);
            } catch (FoedusException e) {
                // Not acknowledged: it may be in the ledger or not.
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    List<Sha256> acknowledged() {
        synchronized (acknowledged) {
            return List.copyOf(acknowledged);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        hub.close();
    }
}
