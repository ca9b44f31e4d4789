import { parseSubscriptionId } from "../../../rules/azure/identifiers";
import { describeGuid } from "../guid-ids";

describeGuid("parseSubscriptionId", parseSubscriptionId);
