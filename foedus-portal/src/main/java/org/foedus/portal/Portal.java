package org.foedus.portal;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.TemplateException;
import gg.jte.output.StringOutput;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// Renders the alliance's pages. Serve them with [#CONTENT_SECURITY_POLICY], as UTF-8, the assets
/// below `assets/`.
public final class Portal {
    /// Scripts and styles from the same origin only, none inline; nothing else is loaded.
    public static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'self';"
                    + " frame-ancestors 'none'";

    private final TemplateEngine engine =
            TemplateEngine.createPrecompiled(
                    null, ContentType.Html, Portal.class.getClassLoader(), "org.foedus.portal");
    private final Assets assets = Assets.load();

    /// The page as a whole HTML document. `now` is what due dates and ages are measured against.
    public String render(Page page, Frame frame, Instant now) {
        var view = View.of(frame, page, now, assets);
        var output = new StringOutput();
        var shown = page instanceof Page.Own(var own) ? own : page;
        try {
            engine.render(
                    template(page), Map.of("view", view, "page", shown), new CleanHtml(output));
        } catch (TemplateException e) {
            throw new FoedusException(
                    ErrorCode.INTERNAL_ERROR,
                    "the page could not be rendered: " + template(page),
                    e);
        }
        return output.toString();
    }

    /// A file that pages refer to, by its path below `assets/`; empty for all that is not on the
    /// list.
    public Optional<Asset> asset(String path) {
        return assets.find(path);
    }

    private static String template(Page page) {
        return switch (page) {
            case Page.Home _ -> "home.jte";
            case Page.News _ -> "news.jte";
            case Page.CommuniquePage _ -> "communique.jte";
            case Page.Members _ -> "members.jte";
            case Page.Member _ -> "member.jte";
            case Page.Decisions _ -> "decisions.jte";
            case Page.Decision _ -> "decision.jte";
            case Page.CharterPage _ -> "charter.jte";
            case Page.Partnerships _ -> "partnerships.jte";
            case Page.PartnershipPage _ -> "partnership.jte";
            case Page.Programmes _ -> "programmes.jte";
            case Page.ProgrammePage _ -> "programme.jte";
            case Page.Board _ -> "board.jte";
            case Page.Calendar _ -> "calendar.jte";
            case Page.Mandates _ -> "mandates.jte";
            case Page.Mandate _ -> "mandate.jte";
            case Page.Runs _ -> "runs.jte";
            case Page.Run _ -> "run.jte";
            case Page.Compare _ -> "compare.jte";
            case Page.Models _ -> "models.jte";
            case Page.Model _ -> "model.jte";
            case Page.Ledger _ -> "ledger.jte";
            case Page.Entry _ -> "entry.jte";
            case Page.Own(var own) -> own.template();
            case Page.Api _ -> "api.jte";
            case Page.ApiRoutes _ -> "apiroutes.jte";
            case Page.ApiSchema _ -> "apischema.jte";
            case Page.SignIn _ -> "signin.jte";
            case Page.Problem _ -> "problem.jte";
            case Page.Missing _ -> "missing.jte";
        };
    }
}
