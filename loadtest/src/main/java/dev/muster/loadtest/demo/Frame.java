package dev.muster.loadtest.demo;

/**
 * One picture of a running demo.
 *
 * @param title what is going on
 * @param done how far it is
 * @param total of how many; 0 if nothing is counted
 * @param perSecond sessions completed in the last second
 * @param p50Micros median latency of late, 0 if nothing was completed
 * @param p99Micros 99th percentile of late
 * @param refused sessions refused so far
 * @param office365 devices that hold exactly Office 365's settings
 * @param intune devices that hold exactly Intune's settings
 * @param between devices on their way
 */
record Frame(String title, long done, long total, long perSecond, long p50Micros, long p99Micros, long refused,
        int office365, int intune, int between) {}
