package dev.muster.gateway.store.sql;

import java.nio.file.Path;
import java.util.Optional;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.store.StoreUnusable;

/** A process that opens a store: {@code hold} keeps it open, {@code commit} commits one write after another and counts them. */
final class StoreProcess {
    private static final int COMMITS = 200;

    private StoreProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        StoreConfig config = new StoreConfig.Sqlite(Path.of(arguments[1]));
        Recorder recorder = new Recorder();
        try (SqlStore store = SqlStore.open(config, new AesVault(1), Given.CLOCK, recorder)) {
            if (arguments[0].equals("hold")) {
                System.out.println("> open");
                Thread.sleep(60_000);
                return;
            }
            Given given = Given.tenant(store);
            Caller caller = given.enrolled(Platform.IOS, Optional.empty());
            for (int i = 0; i < COMMITS; i++) {
                store.checkIns().write(new Given.Write(given.device(caller)).build());
            }
            System.out.println("> " + recorder.groups.size());
        } catch (StoreUnusable unusable) {
            System.out.println("> unusable: " + unusable.getMessage());
            System.exit(1);
        }
    }
}
