/// What a member may do now, and the claim that does it: [org.foedus.portal.act.Acts] offers only
/// what the rules let one of its keys sign, [org.foedus.portal.act.Draft] is a filled-in form.
/// Pure: no key signs here.
@NullMarked
package org.foedus.portal.act;

import org.jspecify.annotations.NullMarked;
