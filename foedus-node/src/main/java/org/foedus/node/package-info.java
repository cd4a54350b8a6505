/// The member's shell: beside its own data and hardware, under its own policy. It dials out only.
///
/// [org.foedus.node.home] is the folder, [org.foedus.node.decision] decides, [org.foedus.node.work]
/// does, [org.foedus.node.agent] ties them to the hub; what left the building is in
/// [org.foedus.node.outgoing].
@NullMarked
package org.foedus.node;

import org.jspecify.annotations.NullMarked;
