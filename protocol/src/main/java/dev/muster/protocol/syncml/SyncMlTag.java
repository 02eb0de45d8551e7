package dev.muster.protocol.syncml;

import dev.muster.protocol.xml.NameTable;

/** Serves {@link SyncMlDecoder}: the elements of SyncML and MetInf that it acts on; it skips all others. */
enum SyncMlTag {
    SYNC_ML("SyncML"), SYNC_HDR("SyncHdr"), SYNC_BODY("SyncBody"), FINAL("Final"),

    VER_DTD("VerDTD"), VER_PROTO("VerProto"), SESSION_ID("SessionID"), MSG_ID("MsgID"), TARGET("Target"),
    SOURCE("Source"), LOC_URI("LocURI"), RESP_URI("RespURI"), NO_RESP("NoResp"), CRED("Cred"), CHAL("Chal"),

    CMD_ID("CmdID"), MSG_REF("MsgRef"), CMD_REF("CmdRef"), CMD("Cmd"), TARGET_REF("TargetRef"),
    SOURCE_REF("SourceRef"), ITEM("Item"), DATA("Data"), MORE_DATA("MoreData"), CORRELATOR("Correlator"),

    META("Meta"), MET_INF("MetInf"), FORMAT("Format"), TYPE("Type"), MARK("Mark"), SIZE("Size"),
    NEXT_NONCE("NextNonce"), MAX_MSG_SIZE("MaxMsgSize"), MAX_OBJ_SIZE("MaxObjSize"),

    ADD("Add"), REPLACE("Replace"), DELETE("Delete"), GET("Get"), EXEC("Exec"), COPY("Copy"), ALERT("Alert"),
    STATUS("Status"), RESULTS("Results"), ATOMIC("Atomic"), SEQUENCE("Sequence"),

    OTHER("");

    static final NameTable<SyncMlTag> NAMES = new NameTable<>(values(), tag -> tag.wireName, OTHER);

    private final String wireName;

    SyncMlTag(String wireName) {
        this.wireName = wireName;
    }
}
