package im.balcony.itests.simulation;

/** Where everybody is on the virtual network. */
final class Address {

  static final String SIP = "127.0.0.1:5060";
  static final String MSRP = "127.0.0.1:2855";
  static final String PHONE = "127.0.0.1:5070";
  static final String OTHER_PHONE = "127.0.0.1:5071";
  static final String SERVER = "127.0.0.1:5347";

  private Address() {}

  static String host(String address) {
    return address.substring(0, address.lastIndexOf(':'));
  }

  static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }
}
