package org.foedus.cli;

import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Application;
import org.foedus.core.alliance.Member;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.partnership.Partnership;
import tools.jackson.databind.node.ObjectNode;

/// A member or an applicant, in words.
final class MemberText {
    private MemberText() {}

    static void say(Output output, AllianceState state, Member member) {
        boolean lead = member.id().equals(state.rules().lead());
        output.say("member     " + member.id() + ": " + member.legalName());
        output.say(
                "           "
                        + member.country()
                        + ", "
                        + Phrase.words(member.memberClass())
                        + (lead ? ", leads the alliance" : "")
                        + ", "
                        + Phrase.words(member.status())
                        + ", since "
                        + Phrase.day(member.since()));
        output.say("key        " + member.key().fingerprint().shortHex() + "…");
        output.say("votes      " + votes(state, member));
        member.nodes()
                .forEach((node, key) ->
                        output.say(
                                "node       "
                                        + node
                                        + (state.lastClaims().containsKey(key)
                                                ? ", connected"
                                                : ", not heard of yet")));
        member.people()
                .forEach((name, person) ->
                        output.say(
                                "person     "
                                        + name
                                        + " may sign "
                                        + Phrase.list(person.rights())));
        partnerships(state, member).forEach(p -> output.say("partner    in " + p.id()));
        mandates(state, member)
                .forEach(m ->
                        output.say(
                                "leads      "
                                        + m.id()
                                        + ", "
                                        + Phrase.words(m.status())
                                        + ", due "
                                        + Phrase.day(m.dueNow())));
    }

    private static int votes(AllianceState state, Member member) {
        return member.active() && member.memberClass().votes()
                ? state.rules().governs().weight(member.id())
                : 0;
    }

    private static Iterable<Partnership> partnerships(AllianceState state, Member member) {
        return state.partnerships().values().stream()
                .filter(p -> p.partners().contains(member.id()))
                .toList();
    }

    private static Iterable<Mandate> mandates(AllianceState state, Member member) {
        return state.mandates().values().stream()
                .filter(m -> m.lead().equals(member.id()))
                .toList();
    }

    static void fill(ObjectNode fields, AllianceState state, Member member) {
        fields.put("key", member.key().hex()).put("votes", votes(state, member));
        var nodes = fields.putArray("nodes");
        member.nodes()
                .forEach((node, key) ->
                        nodes.addObject().put("node", node.value()).put("key", key.hex()));
        var people = fields.putArray("people");
        member.people()
                .forEach((name, person) -> {
                    var rights = people.addObject().put("name", name).putArray("rights");
                    person.rights().forEach(r -> rights.add(Phrase.label(r)));
                });
        var partnerships = fields.putArray("partnerships");
        partnerships(state, member).forEach(p -> partnerships.add(p.id().value()));
        var mandates = fields.putArray("mandates");
        mandates(state, member).forEach(m -> mandates.add(m.id().value()));
    }

    static void say(Output output, Application application) {
        output.say("applied    " + application.member() + ": " + application.legalName());
        output.say(
                "           "
                        + application.country()
                        + ", as "
                        + Phrase.words(application.memberClass())
                        + " member, "
                        + Phrase.minute(application.at()));
        output.say(
                "phase      "
                        + Phrase.words(application.phase())
                        + application
                                .ended()
                                .map(e -> ", " + Phrase.minute(e))
                                .orElseGet(() ->
                                        application
                                                .commentUntil()
                                                .filter(_ -> application.poll().isEmpty())
                                                .map(t -> ", comments until " + Phrase.minute(t))
                                                .orElse("")));
        output.say(
                "screening  "
                        + application
                                .screening()
                                .map(s ->
                                        Phrase.words(s.result())
                                                + ", by "
                                                + s.method()
                                                + ", recorded by "
                                                + s.by()
                                                + ", "
                                                + Phrase.day(s.at()))
                                .orElse("nothing is on record"));
    }
}
