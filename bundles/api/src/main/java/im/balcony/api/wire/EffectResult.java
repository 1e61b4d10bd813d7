package im.balcony.api.wire;

/** A record that tells what became of an effect: it goes to the conversation that wanted it. */
public interface EffectResult extends WireRecord {

  /** The effect. */
  String effectId();
}
