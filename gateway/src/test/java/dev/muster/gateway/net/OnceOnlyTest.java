package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.CheckIn;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;
import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.apple.AppleCodec;
import dev.muster.protocol.syncml.SyncMlCodec;
import dev.muster.protocol.syncml.SyncMlEncoding;

/** Which messages have reserved places (R14). */
@Timeout(10)
class OnceOnlyTest {
    private static final Caller CALLER = new Caller(new TenantId("acme"), new DeviceId(new UUID(0, 1)),
            Fingerprint.of(new byte[] {1}));

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"Authenticate,false", "TokenUpdate,true", "CheckOut,true", "SetBootstrapToken,true",
            "GetBootstrapToken,false", "DeclarativeManagement,false", "UserAuthenticate,false"})
    void knowsAppleCheckIns(String type, boolean once) throws MalformedMessage {
        byte[] body = bytes(Requests.plist("<key>MessageType</key><string>" + type + "</string>"
                + "<key>Endpoint</key><string>status</string><key>Topic</key><string>t</string><key>PushMagic</key><string>m</string>"
                + "<key>Token</key><data>AAAA</data>"));

        assertEquals(once,
                OnceOnly.is(new CheckIn.AppleCheckIn(CALLER, AppleCodec.decode(body, DecodeLimits.DEFAULT))));
    }

    @ParameterizedTest
    @CsvSource({"Idle,false", "Acknowledged,true", "Error,true", "CommandFormatError,true", "NotNow,true"})
    void knowsAppleReports(String status, boolean once) throws MalformedMessage {
        byte[] body = bytes(Requests.plist(
                "<key>Status</key><string>" + status + "</string><key>CommandUUID</key><string>c</string>"));

        assertEquals(once,
                OnceOnly.is(new CheckIn.AppleCheckIn(CALLER, AppleCodec.decode(body, DecodeLimits.DEFAULT))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "<Alert><CmdID>1</CmdID><Data>1201</Data></Alert>|false",
            "<Alert><CmdID>1</CmdID><Data>1226</Data></Alert>|true",
            "<Status><CmdID>1</CmdID><MsgRef>1</MsgRef><CmdRef>0</CmdRef><Cmd>SyncHdr</Cmd><Data>212</Data></Status>|false",
            "<Status><CmdID>1</CmdID><MsgRef>1</MsgRef><CmdRef>a.1</CmdRef><Cmd>Replace</Cmd><Data>200</Data></Status>|true",
            "<Results><CmdID>1</CmdID><CmdRef>q</CmdRef><Item><Data>x</Data></Item></Results>|true",
            "<Replace><CmdID>1</CmdID><Item><Data>x</Data></Item></Replace>|false",
            "<Atomic><CmdID>1</CmdID><Alert><CmdID>2</CmdID><Data>1226</Data></Alert></Atomic>|true"})
    void knowsOmaDm(String commands, boolean once) throws MalformedMessage {
        var message = SyncMlCodec.decode(bytes(Requests.syncMlBody(commands)), DecodeLimits.DEFAULT);

        assertEquals(once,
                OnceOnly.is(new CheckIn.OmaDmCheckIn(CALLER, message, SyncMlEncoding.XML, "", Optional.empty())));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"application/x-apple-aspen-mdm-checkin|anything|true",
            "application/x-apple-aspen-mdm|<key>Status</key><string>Idle</string>|false",
            "application/x-apple-aspen-mdm|<key>CommandUUID</key><string>c</string>|true",
            "''|<key>MessageType</key><string>CheckOut</string>|true",
            "application/vnd.syncml.dm+xml|<Alert><Data>1201</Data></Alert>|false",
            "application/vnd.syncml.dm+xml|<Alert><Data>1226</Data></Alert>|true",
            "application/vnd.syncml.dm+xml|<Status><CmdRef>0</CmdRef></Status>|false",
            "application/vnd.syncml.dm+xml|<CmdRef>0</CmdRef><CmdRef>7.1</CmdRef>|true",
            "application/vnd.syncml.dm+xml|<Results><CmdID>1</CmdID>|true", "application/vnd.syncml.dm+wbxml|x|true"})
    void guessesFromTheBeginningOfABodyThatIsNotDecodedYet(String type, String beginning, boolean once) {
        assertEquals(once, OnceOnly.mayBe(type, beginning));
    }
}
