package org.foedus.portal;

import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.alliance.Inbox;
import org.jspecify.annotations.Nullable;

/// A page of a member's own machine: what it signs, what waits for it, what its node does.
public sealed interface OwnPage {

    /// Where a person begins, before anything of the alliance is shown.
    ///
    /// @param notice why one is here, null at the beginning
    /// @param command that prints the start code
    /// @param typed what a form held that came without a session, so that it is not lost
    record Start(@Nullable Said notice, String command, List<Answer> typed) implements OwnPage {
        public Start {
            typed = List.copyOf(typed);
        }
    }

    /// What waits for the member, the most urgent first.
    record Waiting(List<Item> items) implements OwnPage {
        public Waiting {
            items = List.copyOf(items);
        }
    }

    /// @param subject id of what it is about
    /// @param title what it is called
    record Item(
            Inbox.Kind kind,
            String subject,
            String title,
            @Nullable Integer number,
            Instant since,
            @Nullable Instant due,
            boolean overdue) {
        /// Where it is done.
        String address(Links links) {
            return switch (kind) {
                case SCREEN, VOTE_ON_APPLICANT -> links.member(subject);
                case VOTE_ON_PROPOSAL, KEY_AT_STAKE -> links.decision(subject);
                case SIGN_PARTNERSHIP, PARTNERSHIP_ENDS -> links.partnership(subject);
                case ACKNOWLEDGE_MANDATE,
                        MANDATE_DUE,
                        TASK_DUE,
                        REPORT_MANDATE,
                        ANSWER_EXTENSION,
                        CHECK_REPORT ->
                        links.mandate(subject);
                case DECIDE_ON_RUN -> links.own("/node/approvals");
                case CONFIRM_RECOVERY -> links.section(Section.LEDGER);
                case KEY_ENDS -> links.own("/node");
            };
        }
    }

    /// A form to look at once more: as it was filled in it could not be signed, or was refused, or
    /// somebody wants to change it.
    ///
    /// @param title what the subject is called
    /// @param answers as they were typed, made safe to show
    /// @param refusal null where nobody refused it
    record Fill(
            Offer offer,
            Said title,
            SortedMap<Ask, String> answers,
            List<Fault> faults,
            @Nullable Refusal refusal)
            implements OwnPage {
        public Fill {
            answers = Collections.unmodifiableSortedMap(new TreeMap<>(answers));
            faults = List.copyOf(faults);
        }

        /// How many answers have a fault.
        long wrong() {
            return faults.stream().map(Fault::ask).distinct().count();
        }
    }

    /// Why something was not done; nothing changed.
    ///
    /// @param code of the rule or the failure
    record Refusal(String code, String why, String next) {}

    /// What is about to be signed, for the person to read.
    ///
    /// @param answers in words
    /// @param payload the exact payload, indented
    /// @param digest SHA-256 of the payload as it is signed
    /// @param text that goes beside it, null if none does
    /// @param signer whose key signs
    /// @param key its public half, as 64 hexadecimal digits
    /// @param hub where it goes
    /// @param alliance its id
    /// @param token that confirms it, once
    /// @param again whether something else was signed meanwhile, so that this differs from what was
    ///   shown before
    /// @param newKey that it is about giving to a member, null where it is not
    record Confirm(
            Act act,
            String subject,
            Said title,
            List<Answer> answers,
            String payload,
            String digest,
            @Nullable String text,
            Said signer,
            String key,
            String hub,
            String alliance,
            String token,
            Instant expires,
            boolean again,
            @Nullable KeyView newKey)
            implements OwnPage {
        public Confirm {
            answers = List.copyOf(answers);
        }

        /// One that gives nobody another key.
        public Confirm(
                Act act,
                String subject,
                Said title,
                List<Answer> answers,
                String payload,
                String digest,
                @Nullable String text,
                Said signer,
                String key,
                String hub,
                String alliance,
                String token,
                Instant expires,
                boolean again) {
            this(
                    act, subject, title, answers, payload, digest, text, signer, key, hub, alliance,
                    token, expires, again, null);
        }

        boolean grave() {
            return act.grave();
        }
    }

    record Answer(Ask ask, Said said) {}

    /// It is in the ledger.
    ///
    /// @param index of its entry, null where the hub did not tell
    /// @param repeated whether the hub had it already
    /// @param here whether the copy of the ledger here has it, too
    /// @param made what is new now, null where nothing is
    record Done(
            Act act,
            String subject,
            Said title,
            @Nullable Long index,
            boolean repeated,
            boolean here,
            @Nullable Made made)
            implements OwnPage {}

    /// Something new that a signature made.
    record Made(Act.Where where, String id) {}

    /// It was refused, and the form is not offered any more.
    ///
    /// @param typed texts that somebody wrote, to copy them
    record Refused(Act act, String subject, Said title, Refusal refusal, List<Answer> typed)
            implements OwnPage {
        public Refused {
            typed = List.copyOf(typed);
        }
    }

    /// This machine at a glance.
    record Overview(MachineView machine) implements OwnPage {}

    record Data(List<MachineView.Dataset> datasets) implements OwnPage {
        public Data {
            datasets = List.copyOf(datasets);
        }
    }

    /// @param standing consents in advance
    /// @param offers to give one more
    record Approvals(List<PlanView> plans, List<MachineView.Standing> standing, List<Offer> offers)
            implements OwnPage {
        public Approvals {
            plans = List.copyOf(plans);
            standing = List.copyOf(standing);
            offers = List.copyOf(offers);
        }

        /// What waits for an answer first.
        List<PlanView> urgent() {
            return plans.stream()
                    .sorted(Comparator.comparing(p -> p.consent() != RunView.Consent.PENDING))
                    .toList();
        }
    }

    /// What is about to be written into a book of this machine, for the person to read.
    ///
    /// @param subject what it is about, empty for something new
    /// @param fields that the form sends again
    /// @param answers in words
    /// @param means what a condition means, in English; empty where there is none
    /// @param runs from which consent is withdrawn with it
    record Keep(
            Act act,
            String subject,
            SortedMap<Ask, String> fields,
            List<Answer> answers,
            String means,
            List<String> runs)
            implements OwnPage {
        public Keep {
            fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
            answers = List.copyOf(answers);
            runs = List.copyOf(runs);
        }
    }

    /// It is written.
    ///
    /// @param runs from which consent was withdrawn
    /// @param later why the rest is withdrawn by the node, null where nothing is left
    record Kept(Act act, List<String> runs, @Nullable String later) implements OwnPage {
        public Kept {
            runs = List.copyOf(runs);
        }
    }

    record Jobs(List<JobView> jobs) implements OwnPage {
        public Jobs {
            jobs = List.copyOf(jobs);
        }
    }

    /// What left this building, newest first.
    ///
    /// @param run that it is filtered by, empty for all
    /// @param runs that it can be filtered by
    record Sent(List<SentView> lines, Paging paging, String run, List<String> runs)
            implements OwnPage {
        public Sent {
            lines = List.copyOf(lines);
            runs = List.copyOf(runs);
        }

        String filter() {
            return run.isEmpty() ? "" : "run=" + Links.segment(run);
        }
    }

    record Doctor(List<Check> checks) implements OwnPage {
        public Doctor {
            checks = List.copyOf(checks);
        }
    }

    /// What the browser's tab says, before the alliance's name.
    default String title(Words words) {
        return switch (this) {
            case Start _ -> words.of("start.title");
            case Waiting _ -> words.of("inbox.title");
            case Fill page -> words.of(page.offer().act());
            case Confirm page -> words.of(page.act());
            case Done page -> words.of(page.act());
            case Refused page -> words.of(page.act());
            case Overview _ -> words.of("frame.machine");
            case Data _ -> words.of("machine.data");
            case Approvals _ -> words.of("machine.approvals");
            case Keep page -> words.of(page.act());
            case Kept page -> words.of(page.act());
            case Jobs _ -> words.of("machine.jobs");
            case Sent _ -> words.of("machine.sent");
            case Doctor _ -> words.of("machine.doctor");
        };
    }

    /// Where the page is, by the links of a language.
    default String address(Links links) {
        return switch (this) {
            case Start _ -> links.own("/start");
            case Waiting _ -> links.own("/inbox");
            case Fill page -> links.of(page.offer().act().where(), page.offer().subject());
            case Confirm page -> links.own("/act/" + Links.segment(page.token()));
            case Done page -> links.of(page.act().where(), page.subject());
            case Refused page -> links.of(page.act().where(), page.subject());
            case Overview _ -> links.own("/node");
            case Data _ -> links.own("/node/data");
            case Approvals _ -> links.own("/node/approvals");
            case Keep _, Kept _ -> links.own("/node/approvals");
            case Jobs _ -> links.own("/node/jobs");
            case Sent page -> links.own("/node/sent" + page.paging().query(page.filter()));
            case Doctor _ -> links.own("/node/doctor");
        };
    }

    default String template() {
        return switch (this) {
            case Start _ -> "start.jte";
            case Waiting _ -> "inbox.jte";
            case Fill _ -> "fill.jte";
            case Confirm _ -> "confirm.jte";
            case Done _ -> "done.jte";
            case Refused _ -> "refused.jte";
            case Overview _ -> "machine.jte";
            case Data _ -> "mydata.jte";
            case Approvals _ -> "approvals.jte";
            case Keep _ -> "keep.jte";
            case Kept _ -> "kept.jte";
            case Jobs _ -> "jobs.jte";
            case Sent _ -> "sent.jte";
            case Doctor _ -> "doctor.jte";
        };
    }
}
