import { changing } from "@/lib/http/guard";
import { DeviceIdBody } from "@/lib/http/shapes";
import { testDevice } from "@/lib/push/service";

export const POST = changing(DeviceIdBody, async ({ id }) => {
  await testDevice(id);
  return { success: true };
});
