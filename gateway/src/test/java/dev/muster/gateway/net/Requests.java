package dev.muster.gateway.net;

import java.nio.charset.StandardCharsets;

/** Requests as devices send them, as text whose characters are bytes. */
final class Requests {
    static final String PLIST_HEAD = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
            """;

    private Requests() {}

    static String plist(String entries) {
        return PLIST_HEAD + "<plist version=\"1.0\"><dict><key>UDID</key><string>U-1</string>" + entries
                + "</dict></plist>";
    }

    static String idleBody() {
        return plist("<key>Status</key><string>Idle</string>");
    }

    static String acknowledgedBody() {
        return plist("<key>Status</key><string>Acknowledged</string><key>CommandUUID</key><string>c-1</string>");
    }

    static String tokenUpdateBody() {
        return plist(
                "<key>MessageType</key><string>TokenUpdate</string><key>Topic</key><string>com.apple.mgmt.x</string>"
                        + "<key>PushMagic</key><string>magic</string><key>Token</key><data>AAAA</data>");
    }

    static String syncMlBody(String commands) {
        return "<SyncML xmlns=\"SYNCML:SYNCML1.2\"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto>"
                + "<SessionID>1</SessionID><MsgID>1</MsgID><Target><LocURI>https://localhost/omadm</LocURI></Target>"
                + "<Source><LocURI>urn:uuid:1</LocURI></Source></SyncHdr><SyncBody>" + commands
                + "<Final/></SyncBody></SyncML>";
    }

    static String alert(String code) {
        return "<Alert><CmdID>1</CmdID><Data>" + code + "</Data></Alert>";
    }

    static String apple(String body) {
        return request("PUT", "/mdm/apple", "Content-Type: application/x-apple-aspen-mdm\r\n", body);
    }

    static String omaDm(String body) {
        return request("POST", "/omadm?mode=Maintenance&Platform=WoA",
                "Content-Type: application/vnd.syncml.dm+xml; charset=utf-8\r\n", body);
    }

    static String idle() {
        return apple(idleBody());
    }

    static String request(String method, String target, String headers, String body) {
        return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "Content-Length: "
                + body.getBytes(StandardCharsets.ISO_8859_1).length + "\r\n\r\n" + body;
    }

    static String chunked(String target, String headers, int chunk, String body) {
        StringBuilder text = new StringBuilder("POST " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers
                + "Transfer-Encoding: chunked\r\n\r\n");
        for (int at = 0; at < body.length(); at += chunk) {
            String part = body.substring(at, Math.min(body.length(), at + chunk));
            text.append(Integer.toHexString(part.length())).append("\r\n").append(part).append("\r\n");
        }
        return text.append("0\r\n\r\n").toString();
    }
}
