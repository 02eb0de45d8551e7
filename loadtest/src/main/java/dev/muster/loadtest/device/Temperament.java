package dev.muster.loadtest.device;

/**
 * How difficult a device is; chances from 0 to 1, drawn from the device's own seed.
 *
 * @param notNow chance that a command is answered NotNow (Apple only)
 * @param error chance that a device refuses a command once in its life, for no reason the gateway could know
 * @param lostReply chance that the answer to a request never reaches the device
 */
public record Temperament(double notNow, double error, double lostReply) {
    /** Does everything at once and loses nothing. */
    public static final Temperament DOCILE = new Temperament(0, 0, 0);

    /** Like people's devices: now and then busy, stubborn or out of reach. */
    public static final Temperament LIFELIKE = new Temperament(0.04, 0.03, 0.02);

    public Temperament {
        for (double chance : new double[] {notNow, error, lostReply}) {
            if (!(chance >= 0 && chance <= 1)) {
                throw new IllegalArgumentException("a chance is 0 to 1, not " + chance);
            }
        }
    }
}
