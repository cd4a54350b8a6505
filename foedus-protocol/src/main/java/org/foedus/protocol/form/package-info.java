/// Files that people write, in YAML: charters, mandates, run plans, node policies. Each is read
/// into core's records; an error names file, line, field, and what was expected.
@NullMarked
package org.foedus.protocol.form;

import org.jspecify.annotations.NullMarked;
