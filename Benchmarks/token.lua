-- One client credentials request, the same each time; the figures leave as those of request.lua do.
dofile(debug.getinfo(1, "S").source:match("^@?(.*/)") .. "request.lua")
wrk.body = os.getenv("BENCH_FORM")
wrk.headers = {
   ["Content-Type"] = "application/x-www-form-urlencoded",
   ["Authorization"] = os.getenv("BENCH_AUTHORIZATION"),
}
