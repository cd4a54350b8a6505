package org.foedus.portal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Where models come from, to test with.
final class ModelSamples {
    private ModelSamples() {}

    static ModelView.Lineage lineage() {
        var versions = new ArrayList<ModelView.Version>();
        for (int i = 18; i >= 1; i--) {
            versions.add(
                    new ModelView.Version(
                            i,
                            i + 1,
                            i == 18 ? Samples.SHA : Samples.ROOT,
                            .82 - .72 * Math.exp(-i / 6.0),
                            i == 18 ? null : 2.3 * Math.exp(-i / 9.0) + .48,
                            4 + i % 2,
                            5,
                            Samples.NOW.minus(Duration.ofMinutes(18 - i))));
        }
        return new ModelView.Lineage(
                new RunView.Link("pa-1", "Garment pictures"),
                Samples.ROOT,
                new RunView.Link(Samples.ROOT, "r-2026-10-02-a v12"),
                Samples.SHA,
                18,
                versions,
                Samples.MEMBERS.stream()
                        .map(m -> new ModelView.Update(m, Samples.SHA, 1_200L))
                        .toList());
    }

    static ModelView.Lineage empty() {
        return new ModelView.Lineage(null, "", null, "", 0, List.of(), List.of());
    }

    static ModelView.Lineage evil(MemberView.Ref member, RunView.Link link) {
        var evil = Samples.EVIL;
        return new ModelView.Lineage(
                link,
                evil,
                link,
                evil,
                -1,
                List.of(
                        new ModelView.Version(
                                Integer.MAX_VALUE,
                                -1,
                                evil,
                                Double.NaN,
                                Double.NEGATIVE_INFINITY,
                                -1,
                                Integer.MAX_VALUE,
                                Instant.MAX)),
                List.of(new ModelView.Update(member, evil, Long.MIN_VALUE)));
    }
}
