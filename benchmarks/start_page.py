"""What does the yardstick cost here? CPU of the home page of an untouched Wagtail project, served as the portal is.

python -m benchmarks.start_page
"""

from benchmarks import measuring


def main() -> None:
    """Print the figure with its conditions."""
    with measuring.database() as (made, pids), measuring.start_page(made, pids) as server:
        cost = measuring.cpu_of_page(server, "/")
    print(f"Start page of an untouched Wagtail project: {cost:.2f} ms of CPU")
    print(measuring.conditions(database="PostgreSQL", workers=measuring.WORKERS))


if __name__ == "__main__":
    main()
