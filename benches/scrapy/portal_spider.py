"""The same pages with Scrapy: four CSS fields an article, nothing stored but their count.

    scrapy runspider portal_spider.py -a urls=FILE

FILE holds one address a line: the very addresses hpnews captured, so that both programs
fetch the same pages. Settings as Scrapy recommends for speed; one request at a time per
host, as a polite crawl must.
"""

import scrapy


class Portal(scrapy.Spider):
    name = "portal"
    custom_settings = {
        "ROBOTSTXT_OBEY": True,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 0,
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
        "COOKIES_ENABLED": False,
        "RETRY_ENABLED": False,
    }

    async def start(self):
        with open(self.urls, encoding="utf-8") as lines:
            for url in lines:
                yield scrapy.Request(url.strip(), dont_filter=True)

    def parse(self, response):
        content_type = response.headers.get("Content-Type", b"")
        if not content_type.startswith(b"text/html"):
            return
        yield {
            "title": response.css("h1.title-detail::text, div.title_news::text").get(),
            "time": response.css("span.date-detail::text, td.date_news::text").get(),
            "body": response.css("div.content-detail ::text, #noidung ::text").getall(),
            "related": response.css("div.other-news a::attr(href), ul.tin-cung-muc a::attr(href)").getall(),
        }
