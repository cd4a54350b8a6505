/// The alliance's reading pages: views go in, HTML comes out. No HTTP, no state, no clock: the
/// shell that serves the pages gathers the views, says what time it is and picks the frame.
///
/// Invariants: every text goes through the template engine's escaping and through [Text] before it
/// reaches a page; no inline script, no inline style, nothing from a third party; what is not on
/// the list of assets is not served. A page reads well without JavaScript.
///
/// Threads: views are immutable, [Portal] is thread-safe.
@NullMarked
package org.foedus.portal;

import org.jspecify.annotations.NullMarked;
