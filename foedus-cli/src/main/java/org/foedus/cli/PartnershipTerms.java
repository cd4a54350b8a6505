package org.foedus.cli;

import java.util.List;
import java.util.Optional;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.protocol.form.PartnershipForm;
import picocli.CommandLine.Option;

/// What is agreed on, as options.
final class PartnershipTerms {
    @Option(
            names = "--members",
            paramLabel = "A,B",
            description = "who it is among, also who offers it")
    private Optional<String> members = Optional.empty();

    @Option(
            names = "--until",
            paramLabel = "WHEN",
            description = "when it ends: 2027-12-31, or \"in 365d\"")
    private Optional<String> until = Optional.empty();

    @Option(
            names = "--results",
            paramLabel = "partners|members",
            completionCandidates = Words.Results.class,
            defaultValue = "partners",
            description = "who may read the models (default: ${DEFAULT-VALUE})")
    private String results = "partners";

    @Option(names = "--title", description = "one line")
    private Optional<String> title = Optional.empty();

    @Option(names = "--goals", paramLabel = "TEXT|-", description = "of the research")
    private Optional<String> goals = Optional.empty();

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            description = "a data set, by the name that the nodes give it; may be repeated")
    private List<String> datasets = List.of();

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "an architecture; may be repeated")
    private List<String> models = List.of();

    @Option(names = "--compute", description = "what each brings")
    private String compute = "";

    PartnershipForm.Offer offer(Optional<String> id) {
        return new PartnershipForm.Offer(
                new PartnershipId(required("ID", id)),
                PartnershipForm.members(required("--members", members)),
                PartnershipCommand.when("--until", required("--until", until)),
                Phrase.choose("--results", results, Partnership.Results.values()),
                new Partnership.Terms(
                        required("--title", title),
                        Inputs.text(required("--goals", goals)),
                        datasets,
                        models,
                        compute));
    }

    private static String required(String name, Optional<String> value) {
        return value.orElseThrow(() ->
                new FoedusException(
                        ErrorCode.BAD_REQUEST,
                        name + ": missing; give it, or the whole offer by --file"));
    }
}
