import { changing } from "@/lib/http/guard";
import { DeviceIdBody } from "@/lib/http/shapes";
import { forgetDevice } from "@/lib/push/service";

export const POST = changing(DeviceIdBody, async ({ id }) => {
  await forgetDevice(id);
  return { success: true };
});
