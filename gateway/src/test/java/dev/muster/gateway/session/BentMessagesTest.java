package dev.muster.gateway.session;

import static dev.muster.gateway.model.ManagementAuthority.INTUNE;
import static dev.muster.gateway.model.Platform.WINDOWS;
import static dev.muster.gateway.session.DmClient.commands;
import static dev.muster.gateway.session.DmClient.read;
import static dev.muster.gateway.session.DmClient.statuses;
import static dev.muster.gateway.session.DmClient.texts;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.muster.gateway.model.InstalledSetting.State;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlMessage;

/**
 * The same session by clients that write XML each in their own way: encodings, byte order marks, prefixes, CDATA, layout, elements nobody
 * knows or that are missing. Each gets the same orders, and its statuses count. Our own words keep to one plain form.
 */
@Timeout(30)
class BentMessagesTest {
    private static final String PLAIN = """
            <?xml version="1.0" encoding="UTF-8"?><SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD>\
            <VerProto>DM/1.2</VerProto><SessionID>1</SessionID><MsgID>#</MsgID><Target><LocURI>https://h/omadm</LocURI>\
            </Target><Source><LocURI>pc-ä</LocURI></Source><Meta><MaxMsgSize xmlns="syncml:metinf">8000</MaxMsgSize></Meta>\
            </SyncHdr><SyncBody>@<Final/></SyncBody></SyncML>""";
    private static final String OPENS = """
            <Alert><CmdID>2</CmdID><Data>1201</Data></Alert><Replace><CmdID>3</CmdID><Item><Source>\
            <LocURI>./DevInfo/DevId</LocURI></Source><Data>bent-1</Data></Item><Item><Source><LocURI>./DevInfo/Mod\
            </LocURI></Source><Data>PC &amp; Söhne</Data></Item></Replace>""";
    private static final String ANSWERS = """
            <Status><CmdID>1</CmdID><MsgRef>1</MsgRef><CmdRef>0</CmdRef><Cmd>SyncHdr</Cmd><Data>200</Data></Status>\
            <Status><CmdID>2</CmdID><MsgRef>1</MsgRef><CmdRef>$</CmdRef><Cmd>Add</Cmd><Data>200</Data></Status>""";

    /** One client's way to write a message. */
    record Way(String name, UnaryOperator<String> words, Charset charset, String mark) {
        byte[] write(String message) {
            return (mark + words.apply(message)).getBytes(charset);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Way words(String name, UnaryOperator<String> words) {
        return new Way(name, words, StandardCharsets.UTF_8, "");
    }

    private static Way replacing(String name, String what, String by) {
        return words(name, text -> {
            assertTrue(text.contains(what), what);
            return text.replace(what, by);
        });
    }

    static List<Way> ways() {
        List<Way> ways = new ArrayList<>();
        ways.add(words("as it should be", UnaryOperator.identity()));
        String declared = " encoding=\"UTF-8\"";
        Map<String, Charset> wide = new LinkedHashMap<>();
        wide.put("UTF-16LE", StandardCharsets.UTF_16LE);
        wide.put("UTF-16BE", StandardCharsets.UTF_16BE);
        for (Map.Entry<String, Charset> one : wide.entrySet()) {
            ways.add(new Way(one.getKey() + " with its mark", text -> text.replace(declared, " encoding=\"utf-16\""),
                    one.getValue(), "\uFEFF"));
            ways.add(new Way(one.getKey() + " without", text -> text, one.getValue(), ""));
        }
        ways.add(new Way("UTF-8 with a byte order mark", text -> text, StandardCharsets.UTF_8, "\uFEFF"));
        ways.add(new Way("ISO-8859-1", text -> text.replace("UTF-8", "iso-8859-1"), StandardCharsets.ISO_8859_1, ""));
        ways.add(replacing("no declaration", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", ""));
        ways.add(replacing("single quotes", "version=\"1.0\" encoding=\"UTF-8\"",
                "version='1.0'  encoding='utf-8' standalone='yes' "));
        ways.add(replacing("a DOCTYPE", "<SyncML ",
                "<!DOCTYPE SyncML PUBLIC \"-//SYNCML//DTD SyncML 1.2//EN\" \"http://www.openmobilealliance.org/x.dtd\"><SyncML "));
        ways.add(
                words("prefixes",
                        text -> text.replaceAll("<(/?)([A-Z])", "<$1s:$2").replace("xmlns=\"SYNCML:SYNCML1.2\"",
                                "xmlns:s=\"SYNCML:SYNCML1.2\"")
                                .replace("xmlns=\"syncml:metinf\"", "xmlns:m='syncml:metinf'")));
        ways.add(replacing("no namespace", " xmlns=\"SYNCML:SYNCML1.2\"", ""));
        ways.add(replacing("the namespace in lower case", "SYNCML:SYNCML1.2", "syncml:syncml1.2"));
        ways.add(replacing("xmlns on Data", "<Data>", "<Data xmlns=\"SYNCML:SYNCML1.2\" xml:space='preserve'>"));
        ways.add(words("CDATA", text -> text.replaceAll("<Data>([^<]*)</Data>", "<Data><![CDATA[$1]]></Data>")
                .replace("&amp;", "&")));
        ways.add(words("character references", text -> text.replace("ö", "&#xF6;").replace("ä", "&#228;")
                .replace("1201", "&#x31;201").replace("200", "2&#48;0")));
        ways.add(words("indented", text -> text.replaceAll("><", ">\r\n\t<")));
        ways.add(words("blanks around words", text -> text.replaceAll(">([0-9]{1,4})<", "> $1\n<")
                .replace("<LocURI>", "<LocURI>\n  ")));
        ways.add(words("comments",
                text -> text.replace("<Data>", "<!-- x --><Data>").replace("<Final/>", "<?p i?><Final/>")));
        ways.add(replacing("Final in two tags", "<Final/>", "<Final></Final>"));
        ways.add(replacing("Final with blanks", "<Final/>", "<Final >\n</Final >"));
        ways.add(words("NUL bytes at the end", text -> text + "\0\0"));
        ways.add(words("NUL bytes in a text", text -> text.replace("./DevInfo/Mod", "./DevInfo/Mod\0")));
        ways.add(replacing("no Meta in the header",
                "<Meta><MaxMsgSize xmlns=\"syncml:metinf\">8000</MaxMsgSize></Meta>", ""));
        ways.add(replacing("an odd size", ">8000<", ">many<"));
        ways.add(replacing("LocName and what nobody knows", "</LocURI></Source><Meta>",
                "</LocURI><LocName>ada</LocName></Source><NoSuch a='b'><c/></NoSuch><Meta><Emi/>"));
        ways.add(replacing("elements nobody knows inside a command", "<CmdID>2</CmdID>",
                "<CmdID>2</CmdID><Foo>1</Foo>"));
        ways.add(replacing("another order in the header", "<VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto>",
                "<VerProto>DM/1.2</VerProto><VerDTD>1.2</VerDTD>"));
        ways.add(replacing("DM 1.1", ">1.2</VerDTD><VerProto>DM/1.2<", ">1.1</VerDTD><VerProto>DM/1.1<"));
        ways.add(replacing("a version that nobody knows", ">1.2</VerDTD><VerProto>DM/1.2<",
                ">9.9</VerDTD><VerProto>DM/9<"));
        ways.add(words("a UUID as CmdID",
                text -> text.replace("<CmdID>3<", "<CmdID>1B4E28BA-2FA1-11D2-883F-B9A761BDE3FB<")));
        ways.add(words("a SessionID in hexadecimal", text -> text.replace("<SessionID>1<", "<SessionID>FFe1<")));
        return ways;
    }

    @ParameterizedTest
    @MethodSource("ways")
    void completesItsSession(Way way) {
        Scenario scenario = new Scenario(TenantAuthority.INTUNE);
        scenario.wants(INTUNE, WINDOWS, Scenario.nodes(INTUNE, "passcode", "./Vendor/Length", "6"));
        TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").called("bent-1").issued();
        DmClient client = new DmClient(pc, "unused");
        byte[] first = way.write(PLAIN.replace("#", "1").replace("@", OPENS));
        SyncMlMessage answer = read(client.posts(first));
        assertEquals(List.of("200", "200", "200"), statuses(answer).stream()
                .map(said -> said.substring(said.lastIndexOf(' ') + 1)).toList());
        assertEquals(List.of("Add ./Vendor/Length"), texts(commands(answer)));
        assertEquals("PC & Söhne", pc.row().hardware().model());
        SyncMlCommand order = commands(answer).getFirst();
        byte[] second = way.write(PLAIN.replace("#", "2").replace("@", ANSWERS.replace("$", order.cmdId())));
        assertEquals(List.of(), commands(read(client.posts(second))));
        assertEquals(State.INSTALLED, pc.held("passcode").state());
        assertArrayEquals(first, way.write(PLAIN.replace("#", "1").replace("@", OPENS)), "the body is not changed");
    }
}
