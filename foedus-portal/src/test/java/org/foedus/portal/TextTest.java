package org.foedus.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextTest {
    private static final int[] AWKWARD = {
        0, 7, 9, 10, 13, 0x1B, 0x7F, 0x85, 0xA0, 0xAD, 0x300, 0x34F, 0x61C, 0x115F, 0x200B, 0x200C,
        0x200D, 0x200E, 0x202A, 0x202E, 0x2028, 0x2029, 0x2060, 0x2066, 0x2069, 0x3164, 0xD800,
        0xDC00, 0xE000, 0xFDD0, 0xFE0F, 0xFEFF, 0xFFF9, 0xFFFE, 0x1D173, 0x1F1E7, 0x1F9D1, 0x1FFFF,
        0xE0041, 0xE0100, 0x10FFFD, 'a', 'é', 'e'
    };

    @Test
    void controlsGoAway() {
        assertThat(Text.clean("a\u0000b\u0007c\u001B[31md\u009Fe")).isEqualTo("abc[31mde");
    }

    @Test
    void noMarkOfDirectionStays() {
        for (int c : new int[] {0x61C, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E}) {
            assertThat(Text.clean("a" + Character.toString(c) + "b")).isEqualTo("ab");
        }
        for (int c = 0x2066; c <= 0x2069; c++) {
            assertThat(Text.clean("a" + Character.toString(c) + "b")).isEqualTo("ab");
        }
    }

    @Test
    void whatLooksTheSameBecomesTheSame() {
        assertThat(Text.clean("Associac\u0327a\u0303o")).isEqualTo("Associação");
        assertThat(Text.clean("a\u200Bd\u00ADm\u2060i\uFEFFn\u3164")).isEqualTo("admin");
    }

    @Test
    void aNormalFormIsTakenAfterWhatStoodBetweenIsGone() {
        assertThat(Text.clean("e\u202E\u0301")).isEqualTo("é");
    }

    @Test
    void writingsOfTheWorldStay() {
        for (var text :
                new String[] {
                    "भारतीय एआई संघ", "क्‍ष", "می‌خواهم", "中国人工智能联盟", "🇧🇷 👩‍🔬", "العربية", "ไทย"
                }) {
            assertThat(Text.clean(text)).isEqualTo(Normalizer.normalize(text, Normalizer.Form.NFC));
        }
    }

    @Test
    void breaksBecomeASpaceInALineAndStayInLines() {
        assertThat(Text.clean(" a\r\nb\tc\u2028d ")).isEqualTo("a b c d");
        assertThat(Text.cleanLines("a\r\nb\tc\u2028d\re")).isEqualTo("a\nb\tc\nd\ne");
    }

    @Test
    void halfACharacterIsReplaced() {
        assertThat(Text.clean("a\uD83Db")).isEqualTo("a\uFFFDb");
        assertThat(Text.clean("a\uDC00")).isEqualTo("a\uFFFD");
    }

    @Test
    void tagsAndPrivateAndNonCharactersGoAway() {
        var hidden =
                Character.toString(0xE0041) + '\uE000' + '\uFFFE' + Character.toString(0x1FFFF);
        assertThat(Text.clean("a" + hidden + "b")).isEqualTo("ab");
    }

    @Test
    void evidenceShowsWhatIsHidden() {
        assertThat(Text.reveal("a\u202Eb\n\tc\u0000" + Character.toString(0xE0041)))
                .isEqualTo("a\\u202eb\n\tc\\u0000\\udb40\\udc41");
        assertThat(Text.reveal("a\r\u2028\uD83D")).isEqualTo("a\\u000d\\u2028\\ud83d");
        assertThat(Text.reveal("e\u0301")).isEqualTo("e\u0301");
    }

    @Test
    void cleaningTwiceChangesNothing() {
        var random = new Random(20261123);
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int length = random.nextInt(8); length > 0; length--) {
                text.appendCodePoint(AWKWARD[random.nextInt(AWKWARD.length)]);
            }
            var once = Text.clean(text.toString());
            assertThat(Text.clean(once)).isEqualTo(once);
            assertThat(once).doesNotContainPattern("[\\p{Cc}\\u202A-\\u202E\\u2066-\\u2069]");
            var lines = Text.cleanLines(text.toString());
            assertThat(Text.cleanLines(lines)).isEqualTo(lines);
            var shown = Text.reveal(text.toString());
            assertThat(Text.reveal(shown)).isEqualTo(shown);
        }
    }
}
