package dev.muster.bench;

import java.nio.charset.StandardCharsets;

/** Messages the benchmarks decode and encode: of the size and shape that real clients send. */
final class Messages {
    private Messages() {}

    /** Package 3 of an OMA-DM session: header, six statuses, one Results with four items; about 2.4 KB. */
    static byte[] syncMl() {
        StringBuilder text = new StringBuilder(2600);
        text.append(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><SyncML xmlns=\"SYNCML:SYNCML1.2\"><SyncHdr><VerDTD>1.2</VerDTD>")
                .append("<VerProto>DM/1.2</VerProto><SessionID>4A</SessionID><MsgID>2</MsgID><Target><LocURI>")
                .append("https://gateway.example/omadm</LocURI></Target><Source><LocURI>1E08C6E95D8BB843B1278FF45BC60CC6")
                .append("</LocURI></Source><Meta><MaxMsgSize xmlns=\"syncml:metinf\">524288</MaxMsgSize></Meta></SyncHdr><SyncBody>");
        for (int i = 1; i <= 6; i++) {
            text.append("<Status><CmdID>").append(i).append("</CmdID><MsgRef>1</MsgRef><CmdRef>i0123456789abcdef.1.")
                    .append(i)
                    .append("</CmdRef><Cmd>Replace</Cmd><TargetRef>./Device/Vendor/MSFT/Policy/Config/DeviceLock/Node")
                    .append(i)
                    .append("</TargetRef><Data>200</Data></Status>");
        }
        text.append("<Results><CmdID>7</CmdID><MsgRef>1</MsgRef><CmdRef>qfacts.1</CmdRef>");
        for (int i = 1; i <= 4; i++) {
            text.append("<Item><Source><LocURI>./DevDetail/Ext/Microsoft/Value").append(i)
                    .append("</LocURI></Source><Meta><Format xmlns=\"syncml:metinf\">chr</Format><Type xmlns=\"syncml:metinf\">")
                    .append("text/plain</Type></Meta><Data>10.0.22631.").append(i).append("</Data></Item>");
        }
        return text.append("</Results><Final/></SyncBody></SyncML>").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** An Apple report with the answer to DeviceInformation; about 1.3 KB. */
    static byte[] appleReport() {
        StringBuilder text = new StringBuilder(1500);
        text.append(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" ")
                .append("\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\">\n<dict>\n")
                .append("\t<key>CommandUUID</key>\n\t<string>a5c2d1f44-5d6f-4c39-93a2-7cbd7d4f0b10.1</string>\n")
                .append("\t<key>QueryResponses</key>\n\t<dict>\n");
        for (String key : new String[] {"DeviceName", "OSVersion", "BuildVersion", "ModelName", "Model", "ProductName",
                "SerialNumber", "UDID", "WiFiMAC", "BluetoothMAC"}) {
            text.append("\t\t<key>").append(key).append("</key>\n\t\t<string>value of ").append(key)
                    .append(" &amp; more</string>\n");
        }
        return text.append(
                "\t\t<key>BatteryLevel</key>\n\t\t<real>0.87</real>\n\t\t<key>IsSupervised</key>\n\t\t<true/>\n\t</dict>\n")
                .append("\t<key>Status</key>\n\t<string>Acknowledged</string>\n\t<key>UDID</key>\n")
                .append("\t<string>00008101-000A1B2C3D4E5F60</string>\n</dict>\n</plist>\n").toString()
                .getBytes(StandardCharsets.UTF_8);
    }
}
