/// Files that people write, in YAML: charters, mandates, run plans, node policies, settings. Each
/// is read into records; an error names file, line, field, and what was expected, and up to ten are
/// reported at once.
///
/// A form is a function from a [Form] to a supplier: first every field is read and every error
/// collected, then, if there was none, the supplier builds the value. Pure; one thread a reading.
@NullMarked
package org.foedus.protocol.form;

import org.jspecify.annotations.NullMarked;
