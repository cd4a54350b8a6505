package org.foedus.cli;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/// The colours that a picture has most, so that it is small as a file.
final class Palette {
    private static final int MOST = 256;

    /// Bits of a channel by which colours count as one, while they are counted.
    private static final int COARSE = 0xF8F8F8;

    private final int[] colours;
    private final Map<Integer, Byte> nearest = new HashMap<>();

    private Palette(int[] colours) {
        this.colours = colours;
    }

    static Palette of(BufferedImage picture) {
        var counts = new HashMap<Integer, Integer>();
        var shown = new HashMap<Integer, HashMap<Integer, Integer>>();
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                int colour = picture.getRGB(x, y) & 0xFFFFFF;
                counts.merge(colour & COARSE, 1, Integer::sum);
                shown.computeIfAbsent(colour & COARSE, _ -> new HashMap<>())
                        .merge(colour, 1, Integer::sum);
            }
        }
        return new Palette(
                counts.entrySet().stream()
                        .sorted(
                                Map.Entry.<Integer, Integer>comparingByValue()
                                        .reversed()
                                        .thenComparing(Map.Entry.comparingByKey()))
                        .limit(MOST)
                        .mapToInt(e -> most(shown.getOrDefault(e.getKey(), new HashMap<>())))
                        .toArray());
    }

    private static int most(Map<Integer, Integer> colours) {
        return colours.entrySet().stream()
                .max(
                        Comparator.comparing(Map.Entry<Integer, Integer>::getValue)
                                .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .orElse(0);
    }

    BufferedImage reduce(BufferedImage picture) {
        var model = new IndexColorModel(8, colours.length, colours, 0, false, -1, 0);
        var small =
                new BufferedImage(
                        picture.getWidth(),
                        picture.getHeight(),
                        BufferedImage.TYPE_BYTE_INDEXED,
                        model);
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                byte index =
                        nearest.computeIfAbsent(picture.getRGB(x, y) & 0xFFFFFF, this::nearest);
                small.getRaster().setSample(x, y, 0, index & 0xFF);
            }
        }
        return small;
    }

    private byte nearest(int colour) {
        int best = 0;
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < colours.length; i++) {
            int red = (colours[i] >> 16 & 0xFF) - (colour >> 16 & 0xFF);
            int green = (colours[i] >> 8 & 0xFF) - (colour >> 8 & 0xFF);
            int blue = (colours[i] & 0xFF) - (colour & 0xFF);
            int distance = red * red + green * green + blue * blue;
            if (distance < least) {
                least = distance;
                best = i;
            }
        }
        return (byte) best;
    }
}
