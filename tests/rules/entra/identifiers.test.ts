import { parseClientId, parseObjectId, parseTenantId } from "../../../rules/entra/identifiers";
import { describeGuid } from "../guid-ids";

describeGuid("parseTenantId", parseTenantId);
describeGuid("parseClientId", parseClientId);
describeGuid("parseObjectId", parseObjectId);
