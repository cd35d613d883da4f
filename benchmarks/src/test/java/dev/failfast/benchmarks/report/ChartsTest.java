package dev.failfast.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The pictures are XML, with everything in its place. */
class ChartsTest {

    private static List<Element> elements(String svg, String name) throws Exception {
        NodeList found = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)))
                .getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    private static List<String> texts(String svg) throws Exception {
        return elements(svg, "text").stream().map(Element::getTextContent).toList();
    }

    @Test
    void barsAreAsLongAsTheirNumbers() throws Exception {
        BarChart chart = new BarChart("Cost < 1 & more", Numbers::nanos);
        chart.bar("ours", "JDK 17", Spread.of(10));
        chart.bar("theirs", "JDK 17", Spread.of(40));

        List<Element> bars = elements(chart.svg(), "rect").stream()
                .filter(bar -> bar.getAttribute("fill").equals(Svg.colour(0)))
                .toList();

        assertThat(bars).hasSize(2);
        assertThat(number(bars.get(1), "width")).isEqualTo(4 * number(bars.get(0), "width"));
        assertThat(texts(chart.svg())).contains("Cost < 1 & more", "ours", "theirs", "10 ns", "40 ns");
    }

    @Test
    void seriesAreToldApart() throws Exception {
        BarChart chart = new BarChart("Cost", Numbers::nanos);
        chart.bar("ours", "JDK 17", Spread.of(10));
        chart.bar("ours", "JDK 25", Spread.of(9));

        assertThat(texts(chart.svg())).contains("JDK 17", "JDK 25").containsOnlyOnce("ours");
    }

    @Test
    void linearGrowthRisesAsEvenlyAsItGoesOn() throws Exception {
        LineChart chart = new LineChart("Growth", "hosts", Numbers::of);
        for (double x : new double[] {1, 10, 100}) {
            chart.point("queries", x, Spread.of(2 * x));
        }

        List<Element> dots = elements(chart.svg(), "circle");

        assertThat(dots).hasSize(3);
        double step = number(dots.get(1), "cx") - number(dots.get(0), "cx");
        double rise = number(dots.get(0), "cy") - number(dots.get(1), "cy");
        assertThat(step).isPositive();
        assertThat(rise).isPositive();
        assertThat(number(dots.get(2), "cx") - number(dots.get(1), "cx")).isEqualTo(step);
        assertThat(number(dots.get(1), "cy") - number(dots.get(2), "cy")).isCloseTo(rise, within(0.11));
        assertThat(texts(chart.svg())).contains("hosts", "queries", "1", "10", "100", "1,000");
    }

    @Test
    void aValueOfZeroIsDrawnOnTheFloorAndAPlaceOfZeroNotAtAll() throws Exception {
        LineChart chart = new LineChart("Growth", "rows", Numbers::of);
        chart.point("list", 0, Spread.of(3));
        chart.point("list", 10, Spread.of(0));
        chart.point("list", 100, Spread.of(5));

        List<Element> dots = elements(chart.svg(), "circle");

        assertThat(dots).hasSize(2);
        assertThat(number(dots.get(0), "cy")).isEqualTo(330);
        assertThat(chart.svg()).doesNotContain("NaN", "Infinity");
    }
}
