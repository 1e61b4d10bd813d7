package im.balcony.benchmarks.stand;

/**
 * What a process has used.
 *
 * @param cpu nanoseconds of CPU, in user and kernel mode, of its threads, but for those below
 * @param collecting of the threads of the garbage collector and the one for safepoints
 * @param compiling of the threads of the JIT compilers
 * @param allocated octets allocated by its Java threads
 * @param written octets that the store's thread wrote
 * @param switches how often one of its threads, but for those of the JVM, gave up the CPU to wait
 */
public record Cost(
    double cpu,
    double collecting,
    double compiling,
    double allocated,
    double written,
    double switches) {

  /** Of this and {@code other} the sum, the latter taken {@code times}. */
  public Cost plus(Cost other, double times) {
    return new Cost(
        cpu + times * other.cpu,
        collecting + times * other.collecting,
        compiling + times * other.compiling,
        allocated + times * other.allocated,
        written + times * other.written,
        switches + times * other.switches);
  }

  /** The same without what the JVM does for itself, which may lag behind. */
  public Cost ofProduct() {
    return new Cost(cpu, 0, 0, allocated, 0, switches);
  }

  /** One part of so many. */
  public Cost per(double count) {
    return new Cost(
        cpu / count,
        collecting / count,
        compiling / count,
        allocated / count,
        written / count,
        switches / count);
  }
}
