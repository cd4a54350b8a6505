package org.foedus.core.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.foedus.core.error.FoedusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UnseenTest {
    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x180B, 0x180E, 0x200B, 0x200C,
                0x200D, 0x200E, 0x2028, 0x2029, 0x202E, 0x2060, 0x2065, 0x2066, 0x3164, 0xD800,
                0xE000, 0xFDD0, 0xFE00, 0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9, 0xFFFE, 0x1D173, 0xE0001,
                0xE0041, 0xE0100, 0xF0000, 0x1FFFF, 0x10FFFF, 0x0378, 0x0085
            })
    void whatNobodySeesIsRefusedByItsName(int c) {
        var text = "pay" + Character.toString(c) + "ment";
        assertThatThrownBy(() -> Names.plain("title", text, 100))
                .isInstanceOf(FoedusException.class)
                .hasMessageContaining(String.format("U+%04X", c))
                .hasMessageContaining("at character 4");
        assertThatThrownBy(() -> Names.plainOrEmpty("title", text, 100))
                .isInstanceOf(FoedusException.class);
    }

    /// Everything that Unicode calls unassigned, private, control, format or separator of lines.
    @Test
    void noCharacterOfSuchACategoryPasses() {
        var through =
                IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                        .filter(c -> c != '\n' && c != '\r' && c != '\t')
                        .filter(c ->
                                List.of(0, 13, 14, 15, 16, 18, 19).contains(Character.getType(c)))
                        .filter(c -> Unseen.first("a" + Character.toString(c) + "b").isEmpty());
        assertThat(through).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The alliance's purpose: to train one model.",
                "L’alleanza è così: perché, città",
                "A aliança não é só técnica",
                "Всё о модели: обучение, ёж",
                "स्वास्थ्य के लिए एक मॉडल, क्‍ष और क्‌ष",
                "健康模型，联盟。「一起」",
                "مرحبا بالعالم، نموذج",
                "می‌خواهم مدل‌های سلامت را ببینم",
                "ශ්‍රී ලංකාව, ක්‍ෂ",
                "ภาษาไทยเพื่อสุขภาพ",
                "বাংলা র‍্যাব",
                "മലയാളം ന്‍മ",
                "👩‍🔬 ❤️ 👨‍👩‍👧 👍🏽 🏳️‍🌈 1️⃣ 🇧🇷",
                "line\r\nline\ttab"
            })
    void writingOfAnyLanguageIsTakenAndKept(String text) {
        Names.plain("title", text, 200);
        assertThat(Names.text("title", text, 200))
                .isEqualTo(text.replace("\r", "").replace("\t", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pass\u200cword", "pass\u200dword", "пар\u200dоль", "密\u200d码", "\u200cمی",
                        "می\u200c",
                "می \u200cخواهم", "می\u200c\u200cخواهم", "👩\u200d", "👩\u200d a", "a\ufe0f",
                        "健\ufe0f"
            })
    void aJoinerWithNothingToJoinIsRefused(String text) {
        assertThatThrownBy(() -> Names.plain("title", text, 100))
                .isInstanceOf(FoedusException.class)
                .hasMessageContaining("can't be seen");
    }
}
