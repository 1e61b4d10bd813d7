package im.balcony.players.wire;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads tshark's packet details (PDML). */
final class Pdml {

  private final List<Packet> packets = new ArrayList<>();
  private List<Layer> layers = new ArrayList<>();
  private List<Field> fields = new ArrayList<>();
  private int depth;

  private Pdml() {}

  /** All packets of a document. */
  static List<Packet> read(InputStream document) throws XMLStreamException {
    var factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    var reader = factory.createXMLStreamReader(document);
    var pdml = new Pdml();
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamReader.START_ELEMENT -> pdml.start(reader);
        case XMLStreamReader.END_ELEMENT -> pdml.end(reader.getLocalName());
        default -> {
          // Only elements say anything.
        }
      }
    }
    return pdml.packets;
  }

  private void start(XMLStreamReader reader) {
    switch (reader.getLocalName()) {
      case "packet" -> layers = new ArrayList<>();
      case "proto" -> {
        // A protocol inside of another one counts as a field of it.
        if (depth++ == 0) {
          fields = new ArrayList<>();
          layers.add(
              new Layer(
                  attribute(reader, "name"),
                  number(reader, "pos"),
                  number(reader, "size"),
                  fields));
        } else {
          fields.add(field(reader));
        }
      }
      case "field" -> fields.add(field(reader));
      default -> {
        // The document itself.
      }
    }
  }

  private void end(String name) {
    if (name.equals("proto")) {
      depth--;
    } else if (name.equals("packet")) {
      packets.add(new Packet(frameNumber(), List.copyOf(layers)));
    }
  }

  private int frameNumber() {
    return layers.stream()
        .filter(l -> l.protocol().equals("geninfo"))
        .map(l -> Integer.parseInt(l.text("num")))
        .findFirst()
        .orElse(0);
  }

  private static Field field(XMLStreamReader reader) {
    return new Field(
        attribute(reader, "name"),
        attribute(reader, "show"),
        number(reader, "pos"),
        number(reader, "size"));
  }

  private static String attribute(XMLStreamReader reader, String name) {
    return Optional.ofNullable(reader.getAttributeValue(null, name)).orElse("");
  }

  private static int number(XMLStreamReader reader, String name) {
    var text = attribute(reader, name);
    return text.isEmpty() ? 0 : Integer.parseInt(text);
  }
}
