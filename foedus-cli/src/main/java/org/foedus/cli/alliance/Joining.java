package org.foedus.cli.alliance;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.Member;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Body;
import org.foedus.core.name.Names;
import org.foedus.link.address.HubAddress;
import org.foedus.link.client.HubTarget;
import org.foedus.link.hub.HubClient;
import org.foedus.link.invitation.Invitation;
import org.foedus.link.keys.SecretBytes;
import org.foedus.node.home.HubPin;
import org.foedus.node.home.NodeHome;
import org.foedus.node.home.NodeSettings;
import org.foedus.protocol.api.Api;

/// How an organisation comes into the alliance: invitation, application, votes.
public final class Joining {
    static final int MAX_CONTACT = 2000;

    private Joining() {}

    /// Invites; the invitation's text holds a secret and is for the invited only.
    ///
    /// @param member whom it is for, or empty for anyone
    public static Invitation invite(
            Access by, Optional<MemberId> member, MemberClass memberClass, Duration life) {
        var secret = SecretBytes.random(new SecureRandom(), Invitation.SECRET_BYTES);
        var expires = WallClock.real().instant().plus(life).truncatedTo(ChronoUnit.SECONDS);
        var hash = secret.use(Invitation::secretHash);
        by.submit(h -> new Claim.Invite(h, hash, expires, member, memberClass), List.of());
        var address = by.hub().statement().addresses().getFirst();
        return new Invitation(HubAddress.parse(address), secret, by.identity().fingerprint());
    }

    /// Who can be spoken to at an applicant, for the operator and the applicant only.
    public record People(
            Optional<String> contact,
            Optional<String> delegate,
            Optional<String> deputy,
            Optional<String> security) {

        /// One line for each; the contact alone stands for itself.
        public Optional<String> text() {
            var lines = new ArrayList<String>();
            contact.ifPresent(lines::add);
            delegate.ifPresent(p -> lines.add("delegate: " + p));
            deputy.ifPresent(p -> lines.add("deputy: " + p));
            security.ifPresent(p -> lines.add("security contact: " + p));
            return lines.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", lines));
        }
    }

    /// An application.
    ///
    /// @param contact for the operator only, or empty
    /// @param declaration for everyone, or empty
    public record Form(
            NodeSettings settings,
            String legalName,
            String country,
            Optional<String> contact,
            Optional<String> declaration) {
        public Form(
                NodeSettings settings, String legalName, String country, Optional<String> contact) {
            this(settings, legalName, country, contact, Optional.empty());
        }

        public Form {
            legalName = Names.text("legal name", legalName, Member.MAX_LEGAL_NAME);
            Names.country(country);
        }

        MemberId member() {
            return settings.member();
        }

        NodeId node() {
            return settings.node();
        }
    }

    /// What became of an application so far.
    ///
    /// @param admitted at once, by the charter; else members vote
    public record Joined(NodeHome home, boolean admitted) {}

    /// Makes keys in `folder` that are not there yet, pins the hub, and applies. A folder that an
    /// earlier try with the same names left is used again.
    ///
    /// @throws FoedusException `WRONG_HUB_KEY` if another hub answers; then nothing was created
    public static Joined join(Path folder, Invitation invitation, Form form) {
        var target =
                new HubTarget(
                        List.of(invitation.hub()),
                        invitation.fingerprint(),
                        Access.proxy(invitation.hub(), form.settings().proxy()),
                        HubTarget.DEFAULT_CONNECT_TIMEOUT);
        try (var hub = HubClient.of(target, WallClock.real())) {
            var statement = hub.statement();
            var home = home(folder, form.settings());
            home.keep(pin(invitation, statement));
            var organisation = home.organisationKey();
            var nodes = new TreeMap<>(java.util.Map.of(form.node(), home.nodeKey().publicKey()));
            var contact = form.contact().map(c -> contact(form.member(), c));
            hub.apply(
                    invitation.secret(),
                    organisation,
                    h ->
                            new Claim.Apply(
                                    h,
                                    invitation.secretHash(),
                                    form.member(),
                                    form.legalName(),
                                    form.country(),
                                    nodes,
                                    contact.map(Body::digest),
                                    form.declaration()),
                    contact.stream().toList());
            var admitted = hub.signIn(organisation).party().equals("organisation");
            return new Joined(home, admitted);
        }
    }

    private static NodeHome home(Path folder, NodeSettings settings) {
        if (!Access.holdsNode(folder)) {
            return NodeHome.create(folder, settings);
        }
        var home = NodeHome.open(folder);
        var known = home.settings();
        if (!known.member().equals(settings.member()) || !known.node().equals(settings.node())) {
            throw new FoedusException(
                    ErrorCode.ALREADY_EXISTS,
                    home.folder()
                            + " belongs to node "
                            + known.node()
                            + " of member "
                            + known.member()
                            + ": use the same names, or another --home");
        }
        return home;
    }

    private static HubPin pin(Invitation invitation, Api.Statement statement) {
        var addresses = new java.util.ArrayList<String>();
        addresses.add(invitation.hub().toString());
        statement.addresses().stream().filter(a -> !addresses.contains(a)).forEach(addresses::add);
        return new HubPin(addresses, statement.identity(), statement.alliance());
    }

    private static Body contact(MemberId member, String contact) {
        return Writing.body(
                Names.text("contact", contact, MAX_CONTACT).getBytes(StandardCharsets.UTF_8),
                new TreeSet<>(java.util.Set.of("operator", "subject:" + member)));
    }

    public static Api.ClaimAnswer vote(Access by, MemberId applicant, Choice choice) {
        return by.submit(h -> new Claim.Vote(h, applicant, choice), List.of());
    }
}
