package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No document makes the gateway fetch anything: a socket listens where the documents point, and nobody comes. */
@Timeout(60)
class ForeignEntitiesTest {
    private Harness harness;
    private ServerSocket bait;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        harness = new Harness(directory);
        bait = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        bait.setSoTimeout(500);
    }

    @AfterEach
    void close() throws Exception {
        bait.close();
        harness.close();
    }

    private String url() {
        return "http://" + bait.getInetAddress().getHostAddress() + ":" + bait.getLocalPort() + "/x.dtd";
    }

    private void nobodyCame() {
        assertThrows(SocketTimeoutException.class, () -> bait.accept().close());
    }

    @Test
    void readsAPropertyListWithoutFetchingItsDtd() throws Exception {
        String body = "<!DOCTYPE plist SYSTEM \"" + url() + "\">"
                + Requests.idleBody().substring(Requests.PLIST_HEAD.length());

        assertEquals(200, harness.device().once(Requests.apple(body)).status());
        nobodyCame();
    }

    @Test
    void refusesEntitiesOfAPropertyListAndFetchesNone() throws Exception {
        String body = "<!DOCTYPE plist [<!ENTITY x SYSTEM \"" + url() + "\"><!ENTITY % y SYSTEM \"" + url()
                + "\"> %y;]>"
                + "<plist><dict><key>UDID</key><string>&x;</string><key>Status</key><string>Idle</string></dict></plist>";

        assertEquals(400, harness.device().once(Requests.apple(body)).status());
        nobodyCame();
    }

    @Test
    void refusesEntitiesOfSyncMlAndFetchesNone() throws Exception {
        String body = "<!DOCTYPE SyncML [<!ENTITY x SYSTEM \"" + url() + "\">]>"
                + Requests.syncMlBody(Requests.alert("&x;"));

        assertEquals(400, harness.device().once(Requests.omaDm(body)).status());
        nobodyCame();
    }

    @Test
    void refusesEntitiesThatGrow() throws Exception {
        String body = "<!DOCTYPE plist [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><plist><string>&b;</string></plist>";

        assertEquals(400, harness.device().once(Requests.apple(body)).status());
    }
}
