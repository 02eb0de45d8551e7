package dev.muster.protocol.syncml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;
import dev.muster.protocol.syncml.SyncMlCommand.Status;
import dev.muster.protocol.syncml.SyncMlCommand.Unknown;

/** What clients do to the specification, and where patience ends. */
@Timeout(30)
final class SyncMlCodecTest {
    private static final String HEADER = "<VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1</SessionID>"
            + "<MsgID>1</MsgID><Target><LocURI>t</LocURI></Target><Source><LocURI>s</LocURI></Source>";
    private static final String HEADER_READING = "header verDtd=\"1.2\" verProto=\"DM/1.2\" sessionId=\"1\" msgId=\"1\""
            + " target=\"t\" source=\"s\"";

    private static String document(String header, String body) {
        return "<SyncML xmlns='SYNCML:SYNCML1.2'><SyncHdr>" + header + "</SyncHdr><SyncBody>" + body
                + "</SyncBody></SyncML>";
    }

    private static SyncMlMessage decode(String document) throws MalformedMessage {
        return SyncMlCodec.decode(document.getBytes(StandardCharsets.UTF_8), DecodeLimits.DEFAULT);
    }

    private static MalformedMessage refusal(String document) {
        return assertThrows(MalformedMessage.class, () -> decode(document));
    }

    /** The reading of a body, without the header's line. */
    private static String reading(String body) throws MalformedMessage {
        String reading = SyncMlReading.of(decode(document(HEADER, body)));
        assertTrue(reading.startsWith(HEADER_READING + "\n"), reading);
        return reading.substring(HEADER_READING.length() + 1);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
            // No CmdID, and blanks around ids of a client that indents.
            "<Alert><Data> 1201&#10;</Data></Alert> | Alert cmdId=\"\" data=\"1201\"",
            "<Alert>  <CmdID>&#10; 7 </CmdID> <!-- --> </Alert> | Alert cmdId=\"7\"",
            "<Alert><NoResp/><CmdID>1</CmdID></Alert> | Alert cmdId=\"1\" noResp",
            // A Status without anything, and one that speaks of many.
            "<Status/> | Status cmdId=\"\" msgRef=\"\" cmdRef=\"\" cmd=\"\" data=\"\"",
            "<Status><CmdID>1</CmdID><MsgRef>2</MsgRef><CmdRef>i1.1</CmdRef><Cmd>Get</Cmd><TargetRef>a</TargetRef>"
                    + "<TargetRef>b</TargetRef><SourceRef>c</SourceRef><Data>987</Data></Status>"
                    + " | Status cmdId=\"1\" msgRef=\"2\" cmdRef=\"i1.1\" cmd=\"Get\" targetRef=\"a\" targetRef=\"b\""
                    + " sourceRef=\"c\" data=\"987\"",
            "<Status><Chal><Meta><Type>syncml:auth-md5</Type><NextNonce>Tm9u</NextNonce></Meta></Chal></Status>"
                    + " | Status cmdId=\"\" msgRef=\"\" cmdRef=\"\" cmd=\"\" chal(type=\"syncml:auth-md5\""
                    + " nextNonce=\"Tm9u\") data=\"\"",
            // Prefixes and foreign namespaces: local names decide.
            "<s:Get xmlns:s='SYNCML:SYNCML1.2'><s:CmdID>1</s:CmdID></s:Get> | Get cmdId=\"1\"",
            // Elements of no interest, before, between and inside.
            "<Get><Lang>en</Lang><CmdID>1</CmdID><x><CmdID>2</CmdID></x></Get> | Get cmdId=\"1\"",
            "<Exec><CmdID>1</CmdID><Correlator> c </Correlator></Exec> | Exec cmdId=\"1\" correlator=\" c \"",
            // Commands that are not ours to know.
            "<Put><CmdID>9</CmdID><Item/></Put> | unknown Put cmdId=\"9\"",
            "<x:Search>text<CmdID>9</CmdID></x:Search> | unknown Search cmdId=\"9\"", "<Foo/> | unknown Foo cmdId=\"\"",
            "<Alert><CmdID>1</CmdID><CmdID>2</CmdID></Alert> | Alert cmdId=\"2\""})
    void takesBodiesAsClientsSendThem(String body, String expected) throws MalformedMessage {
        assertEquals(expected + "\n", reading(body));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {"<Data/> | data=\"\"", "<Data></Data> | data=\"\"",
            "<Data> a&#10;</Data> | data=\" a\\n\"", "<Data xmlns='x'>a</Data> | data=\"a\"",
            "<Data><b c='d'>e&amp;</b></Data> | data=\"<b c='d'>e&amp;</b>\"",
            "<Data><![CDATA[<b>&amp;]]></Data> | data=\"<b>&amp;\"", "<MoreData></MoreData> | moreData",
            "<Meta/><Type>t</Type><Format>int</Format> | format=\"int\" type=\"t\"",
            "<Type>out</Type><Meta><Type>in</Type></Meta> | type=\"in\"",
            "<Meta>text<Format> chr </Format><Unknown>1</Unknown></Meta> | format=\"chr\"",
            "<Meta><MetInf xmlns='syncml:metinf'><Format>b64</Format></MetInf></Meta> | format=\"b64\"",
            "<Meta><Size>12</Size><Mark>critical</Mark></Meta> | mark=\"critical\" size=\"12\"",
            "<Meta><Size>many</Size><MaxObjSize>-1</MaxObjSize><MaxMsgSize>9999999999999999999</MaxMsgSize></Meta> |``",
            "<Target><LocName>n</LocName><LocURI> ./x </LocURI></Target> | target=\"./x\"", "<Target/> |``"})
    void takesItemsAsClientsSendThem(String item, String expected) throws MalformedMessage {
        String fields = expected.isEmpty() ? "" : " " + expected;
        assertEquals("Replace cmdId=\"1\"\n  item" + fields + "\n",
                reading("<Replace><CmdID>1</CmdID><Item>" + item + "</Item></Replace>"));
    }

    @Test
    void keepsTheOrderOfNestedCommands() throws MalformedMessage {
        assertEquals("""
                Atomic cmdId="1" noResp format="chr"
                  Add cmdId="2"
                  Sequence cmdId="3"
                    Delete cmdId="4"
                    Copy cmdId="5"
                  Replace cmdId="6"
                final
                """,
                reading("<Atomic><CmdID>1</CmdID><NoResp/><Meta><Format>chr</Format></Meta><Add><CmdID>2</CmdID></Add>"
                        + "<Sequence><Delete><CmdID>4</CmdID></Delete><CmdID>3</CmdID><Copy><CmdID>5</CmdID></Copy>"
                        + "</Sequence><Replace><CmdID>6</CmdID></Replace></Atomic><Final></Final>"));
    }

    /** An answer repeats addresses and ids of the request in its own header. */
    @ParameterizedTest
    @ValueSource(strings = {"VerDTD>1.2<", "VerProto>DM/1.2<", "SessionID>1<", "MsgID>1<", "LocURI>t<", "LocURI>s<"})
    void boundsTheTextsOfTheHeader(String element) throws MalformedMessage {
        String value = element.substring(element.indexOf('>') + 1, element.length() - 1);
        String longest = HEADER.replace(element, element.replace(value, value.repeat(2048).substring(0, 2048)));
        decode(document(longest, ""));
        MalformedMessage refused = refusal(document(HEADER.replace(element,
                element.replace(value, value.repeat(2049).substring(0, 2049))), ""));
        assertEquals(Reason.STRUCTURE, refused.reason());
    }

    @Test
    void boundsTheNestingOfCommands() throws MalformedMessage {
        String open = "<Atomic>";
        String close = "</Atomic>";
        decode(document(HEADER, open.repeat(8) + close.repeat(8)));
        assertEquals(Reason.TOO_DEEP, refusal(document(HEADER, open.repeat(9) + close.repeat(9))).reason());
    }

    @Test
    void cutsTheNameOfAnUnknownCommand() throws MalformedMessage {
        SyncMlMessage message = decode(document(HEADER, "<" + "x".repeat(1000) + "/>"));
        assertEquals(new Unknown("", "x".repeat(64)), message.commands().getFirst());
        String wide = "x" + "\uD83D\uDE00".repeat(200);
        assertEquals(new Unknown("", wide.substring(0, 63)),
                decode(document(HEADER, "<" + wide + "/>")).commands().getFirst());
    }

    @Test
    void readsSyncMl11AndAnswersInIt() throws MalformedMessage {
        SyncMlMessage message = decode("<SyncML xmlns='SYNCML:SYNCML1.1'><SyncHdr>" + HEADER.replace("1.2", "1.1")
                + "</SyncHdr><SyncBody><Final/></SyncBody></SyncML>");

        assertEquals("1.1", message.header().verDtd());
        assertTrue(new String(SyncMlCodec.encode(message), StandardCharsets.UTF_8)
                .contains("<SyncML xmlns=\"SYNCML:SYNCML1.1\">"));
    }

    @Test
    void readsTheWholeHeader() throws MalformedMessage {
        String header = HEADER + "<RespURI>https://x</RespURI><NoResp/><Cred><Meta><Type>syncml:auth-basic</Type>"
                + "</Meta><Data> Zm9v </Data></Cred><Meta><MaxMsgSize>5000</MaxMsgSize></Meta>";
        assertEquals(HEADER_READING + " respUri=\"https://x\" noResp cred(type=\"syncml:auth-basic\" data=\" Zm9v \")"
                + " maxMsgSize=\"5000\"\n", SyncMlReading.of(decode(document(header, ""))));
    }

    @Test
    void givesTheOneEmptyMetaWhereNothingIsKnown() throws MalformedMessage {
        assertSame(Meta.NONE, decode(document(HEADER + "<Meta></Meta>", "")).header().meta());
    }

    @ParameterizedTest
    @ValueSource(strings = {"VerDTD", "VerProto", "SessionID", "MsgID", "Target", "Source"})
    void refusesAHeaderThatLacksARequiredElement(String element) {
        String header = HEADER.replaceAll("<" + element + ">.*?</" + element + ">", "");
        assertEquals(Reason.STRUCTURE, refusal(document(header, "")).reason());
        String emptyTarget = HEADER.replaceAll("<Target>.*?</Target>", "<Target/>");
        assertEquals(Reason.STRUCTURE, refusal(document(emptyTarget, "")).reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html/>", "<SyncML/>", "<SyncML><SyncHdr/></SyncML>", "<SyncBody/>"})
    void refusesWhatIsNoSyncMl(String document) {
        assertEquals(Reason.STRUCTURE, refusal(document).reason());
    }

    @Test
    void refusesASecondHeaderOrBodyAndStrayText() {
        String whole = document(HEADER, "");
        for (String element : new String[] {"SyncHdr", "SyncBody"}) {
            String twice = whole.replaceAll("(<" + element + ">.*</" + element + ">)", "$1$1");
            assertEquals(Reason.STRUCTURE, refusal(twice).reason());
        }
        assertEquals(Reason.STRUCTURE, refusal(document(HEADER, "text")).reason());
        assertEquals(Reason.STRUCTURE, refusal(document(HEADER, "<Alert><CmdID><x/></CmdID></Alert>")).reason());
        assertEquals(Reason.SYNTAX, refusal(whole + "x").reason());
        assertEquals(Reason.SYNTAX, refusal(whole + "<SyncML/>").reason());
    }

    @Test
    void saysWhereAMessageBreaksButNotWhatItSays() {
        MalformedMessage refusal = refusal(document(HEADER, "<Replace><Item><Data>pa<ssword</Data></Item></Replace>"));

        assertEquals("SyncML/SyncBody/Replace/Item/Data/*", refusal.path());
        assertEquals(-1, refusal.toString().indexOf("ssword"));
    }

    @Test
    void readsAStatusForTheHeader() throws MalformedMessage {
        SyncMlMessage message = decode(document(HEADER, "<Status><CmdID>1</CmdID><MsgRef>1</MsgRef><CmdRef>0</CmdRef>"
                + "<Cmd>SyncHdr</Cmd><Data>212</Data></Status>"));
        assertEquals(Status.of("1", "1", "0", "SyncHdr", null, "212"), message.commands().getFirst());
    }
}
