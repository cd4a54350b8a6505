package org.foedus.cli;

import java.util.Iterator;
import java.util.List;

/// Words that an option or a parameter takes, for the tab key.
abstract class Words implements Iterable<String> {
    private final List<String> words;

    private Words(String... words) {
        this.words = List.of(words);
    }

    @Override
    public final Iterator<String> iterator() {
        return words.iterator();
    }

    static final class Votes extends Words {
        Votes() {
            super("yes", "no", "abstain");
        }
    }

    static final class Languages extends Words {
        Languages() {
            super("en", "it", "pt", "ru", "hi", "zh");
        }
    }

    static final class MemberClasses extends Words {
        MemberClasses() {
            super("founding", "full", "associate", "observer");
        }
    }

    static final class Screenings extends Words {
        Screenings() {
            super("clear", "flagged", "not-screened");
        }
    }

    static final class Audiences extends Words {
        Audiences() {
            super("members", "public");
        }
    }

    static final class Results extends Words {
        Results() {
            super("partners", "members");
        }
    }

    static final class Sorts extends Words {
        Sorts() {
            super("deliverable", "publication");
        }
    }

    static final class Progress extends Words {
        Progress() {
            super("going-on", "blocked", "done");
        }
    }

    static final class Findings extends Words {
        Findings() {
            super("verified", "returned", "partly", "not-fulfilled");
        }
    }

    static final class Answers extends Words {
        Answers() {
            super("granted", "refused");
        }
    }

    static final class Engines extends Words {
        Engines() {
            super("auto", "torch", "plain");
        }
    }

    static final class Models extends Words {
        Models() {
            super("lenet5", "mlp");
        }
    }

    static final class Data extends Words {
        Data() {
            super("10k", "full");
        }
    }
}
