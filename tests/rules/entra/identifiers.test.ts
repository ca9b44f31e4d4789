import { parseObjectId, parseTenantId } from "../../../rules/entra/identifiers";
import { describeGuid } from "../guid-ids";

describeGuid("parseTenantId", parseTenantId);
describeGuid("parseObjectId", parseObjectId);
