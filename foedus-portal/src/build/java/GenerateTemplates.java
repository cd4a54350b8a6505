import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.html.OwaspHtmlPolicy;
import gg.jte.html.policy.PolicyGroup;
import gg.jte.html.policy.PreventInlineEventHandlers;
import gg.jte.resolve.DirectoryCodeResolver;
import java.nio.file.Path;

/// Run by the build: turns the templates of a folder into Java sources.
/// Arguments: folder of templates, folder for sources, package of the sources.
final class GenerateTemplates {
    private GenerateTemplates() {}

    public static void main(String[] args) {
        var engine =
                TemplateEngine.create(
                        new DirectoryCodeResolver(Path.of(args[0])),
                        Path.of(args[1]),
                        ContentType.Html,
                        GenerateTemplates.class.getClassLoader(),
                        args[2]);
        var policy = new PolicyGroup();
        policy.addPolicy(new OwaspHtmlPolicy());
        policy.addPolicy(new PreventInlineEventHandlers());
        engine.setHtmlPolicy(policy);
        engine.setTrimControlStructures(true);
        engine.cleanAll();
        IO.println("Templates: " + engine.generateAll().size() + " generated");
    }
}
