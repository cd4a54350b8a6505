package org.foedus.hub.alliance;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.Party;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Body;
import org.foedus.core.name.Names;
import org.foedus.protocol.api.Api;

/// The bodies that go with a claim: exactly those that it names, in the shape that they must have.
public final class Bodies {
    private static final String SUBJECT = "subject:";

    private Bodies() {}

    /// The claim's bodies, or `BAD_REQUEST`.
    public static List<Body> of(Claim claim, List<Api.BodyForm> forms) {
        var named = new TreeSet<>(claim.bodies());
        var bodies = new ArrayList<Body>();
        for (var form : forms) {
            if (form.salt().length() != Body.SALT_BYTES
                    || form.content().length() > Body.MAX_CONTENT_BYTES) {
                throw bad("a salt has 32 bytes, a content at most " + Body.MAX_CONTENT_BYTES);
            }
            for (var reader : form.readers()) {
                checkReader(reader);
            }
            var body = Body.of(form.salt(), form.content(), form.readers());
            if (!named.remove(body.digest())) {
                throw bad("a body that the claim does not name");
            }
            bodies.add(body);
            if (claim instanceof MembershipClaim.Comment) {
                Names.plain("comment", form.content().utf8(), MembershipClaim.MAX_COMMENT);
            }
        }
        if (!named.isEmpty()) {
            throw bad("the claim names a body that did not come: " + named.first());
        }
        return bodies;
    }

    /// Whether `reader` may read a body.
    static boolean mayRead(Body body, Party reader) {
        var readers = body.readers();
        if (readers.contains("public")) {
            return true;
        }
        return switch (reader) {
            case Party.Operator _ -> readers.contains("operator");
            case Party.Organisation o -> mayRead(readers, o.member());
            case Party.Agent a -> mayRead(readers, a.member());
            case Party.Person p -> mayRead(readers, p.member());
        };
    }

    private static boolean mayRead(SortedSet<String> readers, MemberId member) {
        return readers.contains("member") || readers.contains(SUBJECT + member);
    }

    private static void checkReader(String reader) {
        boolean known =
                reader.equals("public") || reader.equals("member") || reader.equals("operator");
        if (!known && !reader.startsWith(SUBJECT)) {
            throw bad("readers are public, member, operator or subject:<member>");
        }
        if (!known) {
            new MemberId(reader.substring(SUBJECT.length()));
        }
    }

    private static FoedusException bad(String what) {
        return new FoedusException(ErrorCode.BAD_REQUEST, "bodies: " + what);
    }
}
