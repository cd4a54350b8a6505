package org.foedus.portal;

import gg.jte.TemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import org.jspecify.annotations.Nullable;

/// The one way from a value to a page: cleaned by [Text], then escaped for where it stands.
final class CleanHtml extends OwaspHtmlTemplateOutput {
    CleanHtml(TemplateOutput output) {
        super(output);
    }

    @Override
    public void writeUserContent(@Nullable String value) {
        super.writeUserContent(value == null ? null : Text.cleanLines(value));
    }
}
