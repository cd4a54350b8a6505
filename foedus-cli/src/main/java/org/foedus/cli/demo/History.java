package org.foedus.cli.demo;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.foedus.cli.alliance.Launching;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.communique.Communique;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunPlan;
import org.foedus.protocol.form.CommuniqueForm;

/// What an alliance that has lived for a while looks like: told by the members' own keys against
/// the running hub, the same for the same settings. The lead is left with things to decide.
final class History {
    /// A report is checked by someone with no part in it, so it takes three that vote.
    static final int VOTERS = 3;

    private final Company all;
    private final Stage stage;
    private final PastVotes votes;
    private final PastMandates mandates;
    private final PastRuns runs;
    private final RunPlan plan;
    private final RunId first;

    /// @param plan of the first run, and `first` its id
    /// @param check throws when a process ended by itself
    History(
            Company all,
            DemoSettings settings,
            Stage stage,
            RunPlan plan,
            RunId first,
            Runnable check) {
        this.all = all;
        this.stage = stage;
        this.plan = plan;
        this.first = first;
        this.votes = new PastVotes(all, settings);
        this.mandates = new PastMandates(all);
        this.runs = new PastRuns(all, plan, check);
    }

    /// @param example the communiqué that comes with Foedus
    void play(byte[] example) {
        if (all.voters() < VOTERS) {
            stage.say("A history needs " + VOTERS + " members that vote: there is none.");
            return;
        }
        var watch = new Stopwatch();
        stage.say("");
        stage.say("The alliance lives on:");
        votes.decide();
        votes.agree();
        mandates.finished();
        mandates.open();
        mandates.clothes(plan.mandate());
        runs.finished();
        runs.stopped();
        news(example);
        votes.ask();
        runs.waiting();
        long entries = all.state().size();
        stage.event(
                "history",
                json ->
                        json.put("entries", entries)
                                .put("runs", all.state().runs().size())
                                .put("seconds", watch.seconds()));
        stage.say(
                String.format(
                        java.util.Locale.ROOT,
                        "It took %.1f s; the ledger has %d entries.",
                        watch.seconds(),
                        entries));
    }

    private void news(byte[] example) {
        var draft =
                CommuniqueForm.read(
                        "communique.yaml",
                        (new String(example, StandardCharsets.UTF_8)
                                        + "about:\n  kind: run\n  id: "
                                        + first
                                        + "\n")
                                .getBytes(StandardCharsets.UTF_8));
        Launching.publish(all.by(0), draft);
        publish(
                1,
                "join-the-census",
                "zh",
                Map.of(
                        "zh",
                        new Communique.Text("数据普查开始", "请各成员在月底前回答普查问题。只报数字，不交数据。\n\n有疑问请联系我们。"),
                        "en",
                        new Communique.Text(
                                "The census of data begins",
                                "Please answer its questions before the end of the month. Numbers"
                                        + " only, no data.\n\nAsk us where anything is unclear.")),
                Optional.of(
                        new Communique.About(
                                Communique.About.Kind.MANDATE, PastMandates.CENSUS.value())),
                Communique.Audience.MEMBERS);
        publish(
                2,
                "meeting",
                "en",
                Map.of(
                        "en",
                        new Communique.Text(
                                "We meet in spring", "All members are invited to our city.")),
                Optional.empty(),
                Communique.Audience.PUBLIC);
        all.submit(
                2,
                h ->
                        new CommuniqueClaim.WithdrawCommunique(
                                h,
                                new CommuniqueId("meeting"),
                                "The meeting is held by video instead."));
        publish(
                1,
                "second-life",
                "en",
                Map.of(
                        "en",
                        new Communique.Text(
                                "Worn textiles get a second life",
                                "Partners in several countries train one model that sorts worn"
                                        + " clothes. Pictures stay where they are.")),
                Optional.of(
                        new Communique.About(
                                Communique.About.Kind.PARTNERSHIP, PastVotes.TEXTILES.value())),
                Communique.Audience.PUBLIC);
        all.say("four communiqués are published, one of them in six languages; one is withdrawn");
    }

    private void publish(
            int by,
            String id,
            String language,
            Map<String, Communique.Text> texts,
            Optional<Communique.About> about,
            Communique.Audience audience) {
        Launching.publish(
                all.by(by),
                new CommuniqueForm.Draft(
                        new CommuniqueId(id),
                        language,
                        new TreeMap<>(texts),
                        Communique.Voice.MEMBER,
                        about,
                        audience));
    }
}
