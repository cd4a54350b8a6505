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
            super("full", "observer");
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
