package org.foedus.portal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A run as the pages show it.
///
/// `mandate` is null for a run under none; `accuracies` holds the global accuracy (0 to 1) by
/// round, from round 1, `NaN` where it was not measured.
public record RunView(
        String id,
        String title,
        @Nullable Link mandate,
        State state,
        int roundsDone,
        int roundsTotal,
        List<Double> accuracies,
        @Nullable Instant started) {

    public RunView {
        accuracies = List.copyOf(accuracies);
    }

    /// The newest accuracy that was measured, `NaN` where there is none.
    double accuracy() {
        return accuracies.reversed().stream()
                .filter(Double::isFinite)
                .findFirst()
                .orElse(Double.NaN);
    }

    /// The highest that was measured, `NaN` where there is none.
    double best() {
        return accuracies.stream()
                .filter(Double::isFinite)
                .mapToDouble(a -> a)
                .max()
                .orElse(Double.NaN);
    }

    /// A thing to link to: its id and what to call it.
    public record Link(String id, String title) {}

    /// One line of a table of facts, as `Rounds: 30`.
    public record Fact(Said name, Said value) {}

    /// The whole run. `outcome` says why it ended or what it waits for; `model` is the SHA-256 of
    /// the published model, null before. Bytes are those of all members together, as seen by the
    /// hub.
    public record Full(
            RunView run,
            @Nullable Said outcome,
            @Nullable String model,
            List<Fact> plan,
            String planDigest,
            List<Participant> cohort,
            List<Round> rounds,
            long bytesUp,
            long bytesDown) {
        public Full {
            plan = List.copyOf(plan);
            cohort = List.copyOf(cohort);
            rounds = List.copyOf(rounds);
        }

        /// Of the newest round, 0 where there is none.
        int last() {
            return rounds.stream().mapToInt(Round::number).max().orElse(0);
        }

        /// A round, null where it has none of that number.
        @Nullable Round round(int number) {
            return rounds.stream().filter(r -> r.number() == number).findFirst().orElse(null);
        }

        /// From the start of the run to its newest model, null where there is none.
        @Nullable Duration took() {
            var started = run.started();
            var newest =
                    rounds.stream()
                            .flatMap(r -> Stream.ofNullable(r.published()))
                            .max(Instant::compareTo);
            return started == null || newest.isEmpty() || newest.get().isBefore(started)
                    ? null
                    : Duration.between(started, newest.get());
        }

        long consented() {
            return cohort.stream().filter(p -> p.consent() == Consent.GIVEN).count();
        }

        /// The cohort in its order, each with a label: the country's code, numbered where two share
        /// it.
        List<Labelled> labelled() {
            var labels = CohortLabels.of(cohort);
            return IntStream.range(0, cohort.size())
                    .mapToObj(i -> new Labelled(cohort.get(i), labels.get(i)))
                    .toList();
        }
    }

    /// A member in the run, and its short name there.
    record Labelled(Participant participant, String label) {}

    /// A member in the run: its consent with the reason that it gave, why it can't train now (null:
    /// it did not say that it can't, or it is not told), the examples it trains on (null: not
    /// told), its work items done and declined, bytes that it sent and fetched.
    public record Participant(
            MemberView.Ref member,
            Consent consent,
            @Nullable String reason,
            @Nullable Said unable,
            @Nullable Long examples,
            int done,
            int declined,
            long bytesUp,
            long bytesDown) {
        public Participant(
                MemberView.Ref member,
                Consent consent,
                @Nullable String reason,
                @Nullable Long examples,
                int done,
                int declined,
                long bytesUp,
                long bytesDown) {
            this(member, consent, reason, null, examples, done, declined, bytesUp, bytesDown);
        }
    }

    /// One round. `accuracy` (0 to 1) and `loss` are those of the global model, null before it was
    /// measured; `model` is the SHA-256 of what the round published, null before; `published` too.
    public record Round(
            int number,
            List<Part> parts,
            @Nullable Double accuracy,
            @Nullable Double loss,
            @Nullable String model,
            @Nullable Instant published,
            Times times) {
        /// Most members who are named as left out; their number is told.
        private static final int MOST_LEFT = 6;

        public Round {
            parts = List.copyOf(parts);
        }

        long included() {
            return parts.stream().filter(p -> p.kind() == PartKind.INCLUDED).count();
        }

        /// Those whose update is not in the round, for a reason.
        List<Part> left() {
            return parts.stream()
                    .filter(p -> p.kind() == PartKind.EXCLUDED || p.kind() == PartKind.DECLINED)
                    .toList();
        }

        /// The first of them.
        List<Part> some() {
            var left = left();
            return left.subList(0, Math.min(left.size(), MOST_LEFT));
        }

        boolean hasMore() {
            return more() > 0;
        }

        /// How many more there are.
        int more() {
            return left().size() - some().size();
        }

        /// A member's part, null if it had none.
        @Nullable Part part(MemberView.Ref member) {
            return parts.stream()
                    .filter(p -> p.member().id().equals(member.id()))
                    .findFirst()
                    .orElse(null);
        }

        /// What a member did in this round, if it was in it.
        PartKind of(MemberView.Ref member) {
            var part = part(member);
            return part == null ? PartKind.NOT_ASKED : part.kind();
        }
    }

    /// Where the time of a round went, by the ledger's clock; null for what was not, or not yet.
    ///
    /// @param waiting from the end of the round before, or the start of the run, to its opening
    /// @param training from the opening to the last answer
    /// @param folding from the last answer to the publication
    /// @param evaluation from the publication to the held-out evaluation
    public record Times(
            @Nullable Duration waiting,
            @Nullable Duration training,
            @Nullable Duration folding,
            @Nullable Duration evaluation) {
        static final int PHASES = 4;
        private static final double MILLIS = 1000;

        List<Double> seconds() {
            return List.of(
                    seconds(waiting), seconds(training), seconds(folding), seconds(evaluation));
        }

        /// `NaN` for none.
        static double seconds(@Nullable Duration time) {
            return time == null ? Double.NaN : time.toMillis() / MILLIS;
        }
    }

    /// What became of a member's part in a round, and why where it is not included; `work` is null
    /// where it did none, or the reader may not know.
    public record Part(MemberView.Ref member, PartKind kind, String why, @Nullable Work work) {}

    /// @param took from the opening of the round to the update
    public record Work(long examples, Duration took) {}

    public enum PartKind {
        INCLUDED("✓", "mid in"),
        EXCLUDED("✕", "mid out"),
        DECLINED("–", "mid no"),
        WAITING("…", "mid"),
        NOT_ASKED("·", "mid");

        private final String sign;
        private final String css;

        PartKind(String sign, String css) {
            this.sign = sign;
            this.css = css;
        }

        String css() {
            return css;
        }

        String sign() {
            return sign;
        }
    }

    public enum Consent {
        PENDING(Tone.BUSY),
        GIVEN(Tone.GOOD),
        REFUSED(Tone.BAD),
        WITHDRAWN(Tone.WARN);

        private final Tone tone;

        Consent(Tone tone) {
            this.tone = tone;
        }

        Tone tone() {
            return tone;
        }
    }

    public enum State {
        WAITING(Tone.BUSY, true),
        RUNNING(Tone.BUSY, true),
        FINISHED(Tone.GOOD, false),
        STOPPED(Tone.WARN, false),
        FAILED(Tone.BAD, false);

        private final Tone tone;
        private final boolean active;

        State(Tone tone, boolean active) {
            this.tone = tone;
            this.active = active;
        }

        Tone tone() {
            return tone;
        }

        /// Whether its page may change by itself.
        boolean active() {
            return active;
        }
    }
}
