import "@testing-library/jest-dom";
import { configure } from "@testing-library/react";

/** A machine that does other things meanwhile may be slow. */
configure({ asyncUtilTimeout: 5_000 });
