package dev.muster.gateway.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.SettingPayload.DmNodes;
import dev.muster.gateway.model.TenantId;

/** Custom settings in raw SyncML (R24), and what they may not touch (R14). */
@Timeout(30)
class CustomSyncMlTest {
    private static CompileOutcome compile(String syncMl) {
        return SettingCompiler.compile(new TenantId("contoso"), ManagementAuthority.INTUNE, new SettingName("own"),
                "customSyncMl", Map.of("platform", "windows", "syncMl", syncMl));
    }

    private static DmNodes nodes(String syncMl) {
        var compiled = assertInstanceOf(CompileOutcome.Compiled.class, compile(syncMl)).byPlatform();
        assertEquals(Set.of(Platform.WINDOWS), compiled.keySet());
        return assertInstanceOf(DmNodes.class,
                compiled.values().iterator().next().payload());
    }

    private static String item(String verb, String locUri, String data) {
        return "<" + verb + "><CmdID>1</CmdID><Item><Target><LocURI>" + locUri + "</LocURI></Target>"
                + "<Meta><Format xmlns=\"syncml:metinf\">int</Format></Meta><Data>" + data + "</Data></Item></" + verb
                + ">";
    }

    @Test
    void commandsBecomeNodesInTheirOrder() {
        DmNodes nodes = nodes(item("Replace", "./Vendor/A", "1") + item("Add", "./Vendor/B", "<![CDATA[<x/>]]>")
                + "<Delete><CmdID>3</CmdID><Item><Target><LocURI>./Vendor/C</LocURI></Target></Item></Delete>"
                + item("Exec", "./Vendor/D", "go"));
        assertEquals(List.of(new DmNode("./Vendor/A", "int", "", "1"), new DmNode("./Vendor/B", "int", "", "<x/>"),
                new DmNode(DmNode.Way.DELETE, "./Vendor/C", "", "", ""),
                new DmNode(DmNode.Way.EXEC, "./Vendor/D", "int", "", "go")), nodes.nodes());
        assertFalse(nodes.together());
        assertEquals(List.of("./Vendor/A", "./Vendor/B"), nodes.owns());
    }

    @Test
    void anAtomicStaysOneAndASequenceKeepsItsOrder() {
        String two = item("Replace", "./Vendor/A", "1") + item("Replace", "./Vendor/B", "2");
        assertTrue(nodes("<Atomic><CmdID>1</CmdID>" + two + "</Atomic>").together());
        assertFalse(nodes("<Sequence><CmdID>1</CmdID>" + two + "</Sequence>").together());
        assertEquals(2, nodes("<Sequence><CmdID>1</CmdID>" + two + "</Sequence>").nodes().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"./Vendor/MSFT/DMClient/Provider/MS%20DM%20Server/Unenroll",
            "./Device/Vendor/MSFT/dmclient/Provider/x/Unenroll", "./device//VENDOR/MSFT/DMClient", "./Vendor/MSFT",
            "./Vendor", "./", "./Vendor/MSFT/RemoteWipe/doWipe", "./SyncML/DMAcc/x", "./%53yncML/DMAcc",
            "./Vendor/MSFT/../MSFT/DMClient", "./Vendor/MSFT/CertificateStore/My/System/ab",
            "./Vendor%2FMSFT/DMClient", "./Vendor/MSFT/&#68;MClient/x", "<![CDATA[./Vendor/MSFT/DMClient]]>",
            "./Vendor\\MSFT\\DMClient", "./././Vendor//MSFT/./DMCLIENT/", "./Vendor/ MSFT /DMClient",
            "./User/Vendor/MSFT/DMClient",
            "./device/vendor/msft/%64mclient", "./Vendor/MSFT/EnterpriseExt/MDM", "./Vendor/MSFT/remotewipe",
            "./Vendor/MSFT/<!-- x -->DMClient", "./Vendor/MSFT/DMClient?prop=ACL", "./Vendor/MSFT/%2544MClient"})
    void whatTheManagementHangsOnIsRefusedR14(String locUri) {
        for (String verb : List.of("Delete", "Exec", "Replace")) {
            for (String form : List.of("%s", "<Atomic><CmdID>9</CmdID>%s</Atomic>",
                    "<Sequence><CmdID>9</CmdID>%s</Sequence>")) {
                var refused = assertInstanceOf(CompileOutcome.Refused.class,
                        compile(form.formatted(item(verb, locUri, "1"))), verb + " " + locUri);
                assertTrue(refused.reason().contains("R14"), refused.reason());
            }
        }
    }

    @Test
    void anAccountInAProvisioningDocumentIsRefusedR14() {
        var refused = assertInstanceOf(CompileOutcome.Refused.class, compile(item("Replace", "./Vendor/Other",
                "&lt;characteristic type=\"APPLICATION\"&gt;&lt;parm name=\"APPID\" value=\"w7\"/&gt;")));
        assertTrue(refused.reason().contains("R14"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<Get><CmdID>1</CmdID><Item><Target><LocURI>./A</LocURI></Target></Item></Get>",
            "<Alert><CmdID>1</CmdID><Data>1224</Data></Alert>", "<Replace><CmdID>1</CmdID></Replace>", "nonsense",
            "<Replace><CmdID>1</CmdID><Item><Data>1</Data></Item></Replace>", "<Replace>",
            "</SyncBody><SyncBody>",
            "<Atomic><CmdID>1</CmdID><Atomic><CmdID>2</CmdID></Atomic></Atomic>",
            "<Replace><CmdID>1</CmdID><Item><Target><LocURI>https://x</LocURI></Target></Item></Replace>"})
    void whatASettingCannotSayIsRefusedWithARemedy(String syncMl) {
        var refused = assertInstanceOf(CompileOutcome.Refused.class, compile(syncMl));
        assertEquals("syncMl", refused.field());
        assertFalse(refused.remedy().isEmpty());
    }

    @Test
    void office365HasNoCustomSettingsR24() {
        assertInstanceOf(CompileOutcome.NotOffered.class,
                SettingCompiler.compile(new TenantId("contoso"), ManagementAuthority.OFFICE365,
                        new SettingName("own"), "customSyncMl",
                        Map.of("platform", "windows", "syncMl", item("Replace", "./Vendor/A", "1"))));
    }
}
